import { useSyncExternalStore } from 'react'
import { useDesk } from './desk.ts'

/** The server's time in whole seconds, as ms; drawn anew each second by one timer for the page. */
export function useClock(): number {
  const { desk } = useDesk()
  return useSyncExternalStore(subscribe, () => Math.floor(desk.live.now() / 1000) * 1000)
}

/** A span as people read it on a clock: `1:47`, `1:02:00`; whole days from the second on. Seconds are cut. */
export function spanWords(span: number): string {
  const seconds = Math.floor(Math.abs(span) / 1000)
  const hours = Math.floor(seconds / 3600)
  if (hours >= 48) return `${Math.floor(hours / 24)} d`
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

const ticks = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(tick: () => void): () => void {
  ticks.add(tick)
  timer ??= setInterval(() => {
    for (const each of ticks) each()
  }, 1000)
  return () => {
    ticks.delete(tick)
    if (ticks.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
