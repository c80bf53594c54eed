// Runs before anything of the page: notes when the survey can be answered.
{
  let usable = 0;
  const seen = new MutationObserver(() => {
    if (!document.querySelector("form")) return;
    seen.disconnect();
    // The frame after the next one begins when this one is on the screen.
    requestAnimationFrame(() => requestAnimationFrame(() => (usable = performance.now())));
  });
  seen.observe(document, { subtree: true, childList: true });
  globalThis.surveyUsable = () => usable || undefined;
}
