import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What runs in the browser. */
type Part = 'dashboard' | 'widget'

const root = join(import.meta.dirname, '..')
// What the browser code imports from below, and what decides how it is built.
const shared = ['bots', 'flows', 'handoff', 'server/api.ts', 'server/build.ts', 'package-lock.json']

/**
 * Builds the dashboard and the web-chat widget into `dist/` beside their sources, where they are missing or older
 * than their sources. `log` gets a line before and after each. Throws with Vite's own words.
 */
export async function build(options: {
  log: (line: string) => void
  parts?: readonly Part[]
}): Promise<void> {
  for (const part of options.parts ?? (['dashboard', 'widget'] as const)) {
    const folder = join(root, 'server', part)
    const { hash, isBuilt } = await look(part)
    if (isBuilt) continue
    options.log(`Building the ${part} (a few seconds, only when its sources have changed)`)
    const began = performance.now()
    // Built aside and put in place whole, so that a server that runs never serves half of it.
    const aside = await mkdtemp(join(folder, '.build-'))
    const named = process.env.NODE_ENV
    try {
      // Vite takes its word for it: under tests it would else build React with all its checks, and keep that.
      process.env.NODE_ENV = 'production'
      const out = join(aside, 'dist')
      await (part === 'widget' ? buildWidget(folder, out) : buildDashboard(folder, out))
      await writeFile(join(out, '.built'), hash)
      await rm(join(folder, 'dist'), { recursive: true, force: true })
      await rename(out, join(folder, 'dist'))
    } finally {
      if (named === undefined) delete process.env.NODE_ENV
      else process.env.NODE_ENV = named
      await rm(aside, { recursive: true, force: true })
    }
    options.log(`Built the ${part} in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
}

/**
 * The same in a process of its own, where there is something to build: Vite takes some 350 MB that a server that
 * goes on would never give back.
 */
export async function buildAside(): Promise<void> {
  const found = await Promise.all([look('dashboard'), look('widget')])
  if (found.every(({ isBuilt }) => isBuilt)) return
  const child = spawn(process.execPath, [import.meta.filename], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('The browser code could not be built; the reason stands above.')
}

async function look(part: Part): Promise<{ hash: string; isBuilt: boolean }> {
  const hash = await hashOf([`server/${part}`, ...shared])
  const built = await readFile(join(root, 'server', part, 'dist', '.built'), 'utf8').catch(() => null)
  return { hash, isBuilt: hash === built }
}

async function buildDashboard(folder: string, outDir: string): Promise<void> {
  const vite = await import('vite')
  await vite.build({ root: folder, logLevel: 'error', build: { outDir, emptyOutDir: true } })
}

// Where `light-dark()`, nested dialogs and constructed style sheets are known: nothing is rewritten for older ones.
const target = ['chrome123', 'firefox120', 'safari17.5']

// A library build, since an application's wraps every import in a preloader that costs the loader half its size.
/** The panel first: its name holds its hash, and the loader must know it. */
async function buildWidget(folder: string, outDir: string): Promise<void> {
  const vite = await import('vite')
  const common = { root: folder, configFile: false, publicDir: false, logLevel: 'error' } as const
  const output = { outDir, emptyOutDir: false, modulePreload: false, target } as const
  await vite.build({
    ...common,
    build: {
      ...output,
      rolldownOptions: {
        output: { entryFileNames: 'panel-[hash].js', chunkFileNames: '[name]-[hash].js', minify: true },
      },
      lib: { entry: join(folder, 'panel.tsx'), formats: ['es'] },
    },
  })
  const panel = (await readdir(outDir)).find((name) => name.startsWith('panel-'))
  if (panel === undefined) throw new Error('The build of the widget left no panel')
  await vite.build({
    ...common,
    define: { PARLEY_PANEL: JSON.stringify(panel) },
    build: {
      ...output,
      rolldownOptions: { output: { entryFileNames: 'loader.js', minify: true } },
      lib: { entry: join(folder, 'loader.ts'), formats: ['iife'], name: 'parley_loader' },
    },
  })
  for (const name of ['demo.html', 'demo.css']) await cp(join(folder, name), join(outDir, name))
}

async function hashOf(paths: string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const path of paths) {
    for (const file of await filesIn(path))
      hash.update(`\0${file}\0`).update(await readFile(join(root, file)))
  }
  return hash.digest('hex')
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true, recursive: true }).catch(() => null)
  if (entries === null) return [path]
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !/\/(dist|\.build-[^/]*)\//.test(file))
    .sort()
}

if (import.meta.main) await build({ log: console.log })
