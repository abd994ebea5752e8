import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { build } from '../server/build.ts'
import { kernelModule } from '../server/kernel.ts'
import { browserFile, findBrowser } from './browser/browser.ts'

// What the tests need and a fresh checkout has not: the browser code, the compiled kernel, and a browser to try it in.
await build({ log: console.log })
await kernelModule()
const browser = await findBrowser()
await mkdir(dirname(browserFile), { recursive: true })
if (browser === null) {
  await rm(browserFile, { force: true })
  console.log(
    '*** NO BROWSER FOUND: the browser tests are SKIPPED. Set CHROME_PATH to a chromium to run them. ***',
  )
} else {
  await writeFile(browserFile, browser)
  console.log(`Browser tests run in ${browser}`)
}
