/* How long is the hold still mine? The server holds the truth; this only shows it. */

const SPOKEN_AT_SECONDS = new Set([300, 60]);

export function startCountdowns(root) {
  const tick = () => root.querySelectorAll("[data-expires-at]").forEach((clock) => show(root, clock));
  tick();
  setInterval(tick, 1000);
}

function show(root, clock) {
  if (!clock.dataset.expiresAt) return;
  const left = Math.max(0, Math.floor((Date.parse(clock.dataset.expiresAt) - Date.now()) / 1000));
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (SPOKEN_AT_SECONDS.has(left)) {
    const region = root.getElementById("announcer");
    if (region) region.textContent = clock.dataset.spoken.replace("%s", String(Math.round(left / 60)));
  }
  if (left === 0 && clock.dataset.whenOver && !clock.dataset.over) {
    clock.dataset.over = "1";
    window.location.assign(clock.dataset.whenOver);
  }
}
