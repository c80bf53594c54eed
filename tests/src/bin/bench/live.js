// Runs before anything of the page: listens to the live stream before the page does.
{
  let text;
  let arrived;
  const Native = EventSource;
  globalThis.EventSource = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("hello", () => (globalThis.liveIsOpen = true));
      this.addEventListener("ticket", (event) => {
        if (text && event.data.includes(text)) arrived = performance.now();
      });
    }
  };
  globalThis.watchFor = (wanted) => {
    [text, arrived, globalThis.eventToPaint] = [wanted, undefined, undefined];
    const seen = new MutationObserver(() => {
      if (!arrived || !document.querySelector("main")?.textContent.includes(text)) return;
      seen.disconnect();
      // A message posted in a frame's callback comes when that frame is done.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (globalThis.eventToPaint = performance.now() - arrived);
        port2.postMessage(null);
      });
    });
    seen.observe(document, { subtree: true, childList: true, characterData: true });
  };
}
