// Runs before anything of the page: notes when what is on the screen.
{
  let largest = 0;
  let shift = 0;
  let live = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) largest = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const seen = new MutationObserver(() => {
    if (!document.querySelector("main")?.textContent.includes("SOUGHT")) return;
    seen.disconnect();
    // The frame after the next one begins when this one is on the screen.
    requestAnimationFrame(() => requestAnimationFrame(() => (live = performance.now())));
  });
  seen.observe(document, { subtree: true, childList: true, characterData: true });
  globalThis.coldStart = () =>
    live && {
      firstPaint: performance.getEntriesByName("first-paint")[0]?.startTime,
      largestPaint: largest,
      liveData: live,
      layoutShift: shift,
      began: performance.timeOrigin,
    };
}
