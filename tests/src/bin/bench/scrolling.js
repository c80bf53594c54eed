// Scrolls through the list of tickets to its end and back, and notes what frames that takes.
const done = { pauses: [], long: [] };
const observer = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) done.long.push(duration);
});
observer.observe({ type: "long-animation-frame" });
let before;
const frame = async () => {
  const now = await new Promise(requestAnimationFrame);
  if (before) done.pauses.push(now - before);
  before = now;
};
const end = () => document.documentElement.scrollHeight - innerHeight;
(async () => {
  // Until the last ticket is there; the next ones are fetched whenever the end is near.
  const all = document.querySelector(".list").ariaRowCount;
  while (Array.from(document.querySelectorAll(".list__row")).at(-1)?.ariaRowIndex !== all) {
    scrollTo(0, end());
    await frame();
  }
  // As with a wheel: 6,000 px a second.
  for (let step = 0; step < 600; step++) {
    scrollBy(0, -100);
    await frame();
  }
  // As with the bar: far from one place to another.
  for (let step = 0; step < 60; step++) {
    scrollTo(0, (end() * ((step * 37) % 60)) / 60);
    for (let rest = 0; rest < 5; rest++) await frame();
  }
  globalThis.scrolled = done;
})();
