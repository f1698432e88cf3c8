const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `action`, which must not wait for anything, when this process exits, also by SIGINT, SIGTERM or SIGHUP; what was
 * registered last runs first.
 */
export function whenProcessEnds(action: () => void): { forget(): void } {
  const onSignal = (signal: NodeJS.Signals): void => {
    action();
    forget();
    // With no other listener left the signal has its usual effect, as if nobody had ever listened.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', action);
    for (const signal of signals) process.off(signal, onSignal);
  };
  process.prependListener('exit', action);
  for (const signal of signals) process.prependListener(signal, onSignal);
  return { forget };
}
