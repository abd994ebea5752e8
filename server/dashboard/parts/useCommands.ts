import { useEffect, useRef } from 'react'
import type { Command } from '../data/commands.ts'
import { useDesk } from '../data/desk.ts'

/** Offers commands for as long as the component is there; the last to come are first. */
export function useCommands(offered: Command[]): void {
  const { list } = useDesk().desk.commands
  const newest = useRef(offered)
  newest.current = offered
  const signature = JSON.stringify(offered.map(({ name, keys }) => [name, keys]))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a command runs is read when it runs
  useEffect(() => {
    const own = offered.map((command, index) => ({ ...command, run: () => newest.current[index]?.run() }))
    list.set([...own, ...list.get()])
    return () => list.set(list.get().filter((command) => !own.includes(command)))
  }, [signature])
}
