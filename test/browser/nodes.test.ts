import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMongod } from '../mongod.ts'
import { loggedIn, type Opened, opened } from '../server/opened.ts'
import { browserPath } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

/* The whole of the browser tests run on MongoDB with PARLEY_TEST_STORE=mongodb; this is the part that needs two nodes. */

const mongod = await startMongod()
const able = mongod !== null && browserPath() !== null

describe.skipIf(!able)('a customer at one node and an agent at another', () => {
  let stage: Stage
  let other: Opened
  beforeAll(async () => {
    const STORE_URL = mongod?.url('browser') ?? ''
    stage = await openStage({ STORE_URL })
    other = await opened({ STORE_URL })
  })
  afterAll(async () => {
    await stage?.close()
    await other?.end()
    await mongod?.stop()
  })

  test('meet: from the bot to the queue, to a person, and back', async () => {
    const { cookie } = await loggedIn(other, other.url, 'Ann')
    const { context, page } = await stage.seat()
    const [name = '', value = ''] = cookie.split('=')
    await context.addCookies([{ name, value, url: other.url }])
    await page.goto(other.url)
    await page.getByRole('link', { name: /^Queue/ }).waitFor()

    const customer = await stage.customer()
    await customer.write('when do you open?')
    await customer.hears(/Monday to Friday/)
    await customer.write('a person, please')
    await page.getByText('a person, please').first().click()
    await page.getByRole('log').waitFor()
    await page.getByRole('button', { name: /^Take/ }).first().click()
    await page.locator('#composer').fill('Hello, I am Ann.')
    await page.locator('#composer').press('Enter')
    await customer.hears('Hello, I am Ann.')
    await customer.write('Thank you, Ann.')
    await expect
      .poll(
        () =>
          page
            .locator('.line')
            .allInnerTexts()
            .then((all) => all.join(' ')),
        { timeout: 15_000 },
      )
      .toContain('Thank you, Ann.')
  }, 120_000)
})
