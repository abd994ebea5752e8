import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the figures were made on: versions, processor, load, and how long the disk takes to keep something. */
export function surroundings() {
  const { node, sqlite } = process.versions
  const facts = {
    date: new Date().toISOString().slice(0, 10),
    node,
    sqlite: sqlite ?? '',
    packages: Object.fromEntries(['fastify', 'undici', 'xstate'].map((name) => [name, version(name)])),
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    load: loadavg()[0] ?? 0,
    syncMs: syncs(),
  }
  const packages = Object.entries(facts.packages).map(([name, number]) => `${name} ${number}`)
  const { p50, p99 } = facts.syncMs
  const text = [
    `${facts.date} · Node ${node} · SQLite ${sqlite} · ${packages.join(' · ')}`,
    `${facts.processor} · load ${facts.load.toFixed(2)} · a sync of the disk takes ${p50.toFixed(2)} ms (p99 ${p99.toFixed(2)})`,
  ].join('\n')
  return { facts, text }
}

function version(name: string): string {
  const path = join(import.meta.dirname, '../../node_modules', name, 'package.json')
  const read: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
  return read.version
}

function syncs(): { p50: number; p99: number } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-sync-'))
  const file = openSync(join(folder, 'file'), 'w')
  const times: number[] = []
  for (let at = 0; at < 200; at++) {
    const began = performance.now()
    writeSync(file, Buffer.alloc(4096))
    fsyncSync(file)
    times.push(performance.now() - began)
  }
  closeSync(file)
  rmSync(folder, { recursive: true })
  times.sort((one, other) => one - other)
  return { p50: times[100] ?? 0, p99: times[198] ?? 0 }
}
