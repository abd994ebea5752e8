import type { Profiler } from 'node:inspector'
import { join } from 'node:path'
import { load } from './load.ts'
import { startSubject } from './subject.ts'

const root = join(import.meta.dirname, '../..')
/** How many lines each list has. */
const shown = 25

/** Where the server's time goes under load, as text: the share of each folder or package, and of the costliest functions. */
export async function profile({
  users,
  seconds,
  store,
}: {
  users: number
  seconds: number
  store: 'sqlite' | 'mongodb'
}): Promise<string> {
  const subject = await startSubject({ store, nodes: 1 })
  const run = () => load({ ...subject, users, seconds })
  await run()
  let count = 0
  const found = await subject.profile(async () => {
    count = (await run()).count
  })
  const faults = await subject.end()
  if (faults.length > 0) throw new Error(`This profile would not count: ${faults.join('; ')}.`)
  return written(found, count)
}

function written({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, count: number): string {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const callers = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node])))
  const places = new Map<string, number>()
  const functions = new Map<string, number>()
  let busy = 0
  samples.forEach((id, at) => {
    const frame = byId.get(id)?.callFrame
    const spent = timeDeltas[at] ?? 0
    if (!frame || frame.functionName === '(idle)' || frame.functionName === '(root)') return
    busy += spent
    // What is native has no file: it is its caller's time.
    const named = frame.url ? frame : (callers.get(id)?.callFrame ?? frame)
    const native = frame.url || named === frame ? '' : `${frame.functionName} by `
    add(places, placeOf(named.url ? named : frame), spent)
    add(functions, `${native}${nameOf(named)}`, spent)
  })
  const list = (of: Map<string, number>) =>
    [...of]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, shown)
      .map(([name, spent]) => `${((100 * spent) / busy).toFixed(1).padStart(6)} %  ${name}`)
      .join('\n')
  return `${count} messages, ${(busy / count).toFixed(0)} µs each under the profiler\n\n${list(places)}\n\n${list(functions)}`
}

function add(sums: Map<string, number>, name: string, amount: number): void {
  sums.set(name, (sums.get(name) ?? 0) + amount)
}

const fileOf = (url: string) => url.replace(/^file:\/\//, '').replace(`${root}/`, '')

function nameOf({ functionName, url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame']): string {
  return `${functionName || '(anonymous)'} ${fileOf(url)}${url ? `:${lineNumber + 1}` : ''}`
}

/** The folder of our own sources, or the package, or the part of Node; V8's own work has a name in brackets. */
function placeOf({ functionName, url }: { functionName: string; url: string }): string {
  if (url === '') return functionName
  const file = fileOf(url)
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]
  if (found) return `node_modules/${found}`
  if (file.startsWith('node:')) return file.split('/').slice(0, 2).join('/')
  return file.split('/').slice(0, -1).join('/')
}
