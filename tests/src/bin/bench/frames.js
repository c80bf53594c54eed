// Notes what frames take.
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
