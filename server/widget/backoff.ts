/** How long to wait before try number `tries` (from 0), in ms: doubling from half a second to half a minute, jittered. Half a minute at once while the browser knows no network. */
export function backoff(tries: number): number {
  const most = navigator.onLine ? Math.min(30_000, 500 * 2 ** tries) : 30_000
  return most / 2 + (Math.random() * most) / 2
}
