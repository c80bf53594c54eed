// Runs before anything of the page: notes how long it takes from each key and click to the frame that shows its effect.
{
  const shortest = 16;
  const steps = [];
  const interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId: id, startTime, duration } of list.getEntries()) {
      if (!id) continue;
      const step = steps.findLast(([began]) => began <= startTime)?.[1];
      interactions.set(id, [step, Math.max(duration, interactions.get(id)?.[1] ?? 0)]);
    }
  }).observe({ type: "event", durationThreshold: shortest });
  globalThis.beginStep = (name) => steps.push([performance.now(), name]);
  // Shorter ones aren't told of, but counted.
  globalThis.interactions = () => {
    const short = Math.max(performance.interactionCount - interactions.size, 0);
    return [...interactions.values(), ...Array(short).fill([null, shortest])];
  };
}
