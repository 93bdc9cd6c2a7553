// Asks how far a long job is, and shows the result page as soon as it has ended.

const box = document.querySelector("[data-job]");
const bar = box.querySelector("progress");
const words = box.querySelector("[data-job-words]");
let wait = 1500;

async function look() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const job = await response.json();
    if (job.state === "done" || job.state === "failed") {
      location.reload();
      return;
    }
    if (job.total) {
      bar.max = job.total;
      bar.value = job.done;
      words.textContent = `${job.done} / ${job.total}`;
    }
    wait = 1500;
  } catch {
    wait = Math.min(wait * 2, 20000);
  }
  setTimeout(look, wait);
}

setTimeout(look, wait);
