import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** Starts the browser that is here, headless and with a profile of its own. Throws when there is none. */
export async function launch(): Promise<Browser> {
  const executablePath = browserPath()
  if (executablePath === null) throw new Error('No chromium here: set CHROME_PATH, or run `npm test` once')
  // Playwright gives every launch a fresh user-data-dir and removes it afterwards.
  return chromium.launch({ executablePath, args: flags })
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where the path of the browser found before the tests is written. */
export const browserFile = join(import.meta.dirname, '../../node_modules/.cache/parley/browser')

/** A chromium that is on this machine now; null when there is none. */
export function browserPath(): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  const known = [
    process.env.CHROME_PATH,
    existsSync(browserFile) ? readFileSync(browserFile, 'utf8').trim() : undefined,
    ...found,
    '/usr/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    chromium.executablePath(),
  ]
  return known.find((path) => path !== undefined && path !== '' && runs(path)) ?? null
}

/**
 * Finds a chromium, or installs one: Debian's package when we may, else Playwright's own download. `log` gets what
 * is done. Null when none of it works.
 */
export async function findBrowser(log: (line: string) => void = console.log): Promise<string | null> {
  const here = browserPath()
  if (here !== null) return here
  if (process.getuid?.() === 0 && runs('/usr/bin/apt-get')) {
    log('Installing chromium by apt-get for the browser tests (once, some minutes)')
    await run(log, 'apt-get', ['update'])
    await run(log, 'apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'])
    const installed = browserPath()
    if (installed !== null) return installed
  }
  log("Downloading Playwright's chromium for the browser tests (once, about 180 MB)")
  await run(log, process.execPath, [playwright(), 'install', 'chromium'])
  return browserPath()
}

function playwright(): string {
  return join(import.meta.dirname, '../../node_modules/playwright-core/cli.js')
}

/** Runs a program and passes a line of its progress on every few seconds. A failure is only told: the next way is tried. */
function run(log: (line: string) => void, program: string, args: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    let last = ''
    let told = Date.now()
    const tell = (data: Buffer) => {
      last =
        data
          .toString()
          .trim()
          .split(/[\r\n]+/)
          .at(-1) ?? last
      if (Date.now() - told < 5000) return
      told = Date.now()
      log(`  ${last.slice(0, 100)}`)
    }
    child.stdout.on('data', tell)
    child.stderr.on('data', tell)
    child.on('error', (error) => {
      log(`  ${program}: ${error.message}`)
      resolve()
    })
    child.on('close', (code) => {
      if (code !== 0) log(`  ${program} ended with ${code}: ${last.slice(0, 200)}`)
      resolve()
    })
  })
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
