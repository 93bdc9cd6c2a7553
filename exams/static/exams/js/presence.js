// Who writes: signs of life to the server, and a word among the tabs of this device.

const BEAT_EVERY = 4000;
const LEAST_AWAY = 2000;

// Beats while the page is in front. `leaving`: whether times away from the page are to be noted.
export function watch(courier, attempt, leaving) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`jiangtang-exam-${attempt}`) : null;
  let away = [];
  let left = 0;

  async function beat() {
    if (document.hidden) return;
    const told = away;
    away = [];
    if (!(await courier.beat(told))) away = [...told, ...away];
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

  if (channel) {
    channel.onmessage = ({ data }) => {
      if (data !== courier.client && courier.writes && courier.opened) courier.lose();
    };
  }
  document.addEventListener("visibilitychange", turn);
  setInterval(beat, BEAT_EVERY);
  // Called when this page has got the lease: the other tabs need not wait for their next beat.
  return () => channel && channel.postMessage(courier.client);
}
