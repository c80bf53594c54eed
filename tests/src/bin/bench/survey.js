// Runs before anything of the page: notes when its first question can be answered, and when all of it is there.
{
  const times = {};
  const note = (name, selector) => {
    if (name in times || !document.querySelector(selector)) return;
    times[name] = undefined;
    // The frame after the next one begins when this one is on the screen.
    requestAnimationFrame(() => requestAnimationFrame(() => (times[name] = performance.now())));
  };
  const seen = new MutationObserver(() => {
    note("usable", "input[name=overall]");
    note("whole", "form");
    if ("whole" in times) seen.disconnect();
  });
  seen.observe(document, { subtree: true, childList: true });
  globalThis.surveyTimes = () => (times.whole ? [times.usable, times.whole] : undefined);
}
