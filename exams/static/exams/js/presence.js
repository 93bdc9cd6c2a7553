// Who writes: signs of life to the server, and a word among the tabs of this device.

const BEAT_EVERY = 4000;
const LEAST_AWAY = 2000;
const MOST_AWAY = 100; // that one beat may carry

// Beats while the page is in front. `leaving`: whether times away from the page are to be noted.
export function watch(courier, attempt, leaving) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`jiangtang-exam-${attempt}`) : null;
  let away = [];
  let left = 0;

  async function beat() {
    if (document.hidden) return;
    const noted = away.slice(-MOST_AWAY);
    away = [];
    if (!(await courier.beat(noted))) away = [...noted, ...away];
  }

  function turn() {
    if (document.hidden) {
      left = performance.now();
      return;
    }
    const gone = performance.now() - left;
    if (leaving && left && gone >= LEAST_AWAY) away.push(Math.round(gone / 1000));
    left = 0;
    beat();
  }

  // This page has got the lease: the other tabs need not wait for their next beat.
  function claim(writes) {
    if (channel && writes) channel.postMessage(courier.client);
  }

  if (channel) channel.onmessage = ({ data }) => courier.yieldTo(data);
  courier.hear({ lease: claim });
  document.addEventListener("visibilitychange", turn);
  setInterval(beat, BEAT_EVERY);
  claim(courier.writes);
}
