import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath } from './browser.ts'
import { type Office, openOffice } from './office.ts'

const patience = { timeout: 20_000 }

describe.skipIf(browserPath() === null)('the dashboard', { timeout: 60_000 }, () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice()
  }, 120_000)
  afterAll(() => office?.close())

  test('says that the line is lost, and catches up with all that was said, once and in order', async () => {
    const id = await office.waiting('Aoife')
    const niamh = await office.agent('Niamh')
    const line = await niamh.line()
    await niamh.open(id)
    const texts = niamh.page.locator('.bubble.customer .bubble-body')
    await expect.poll(() => texts.allInnerTexts(), patience).toEqual(['Hello', 'a person, please'])
    line(false)
    await expect.poll(() => niamh.page.getByText('Reconnecting…').isVisible(), patience).toBe(true)
    for (const text of ['one', 'two', 'three', 'four', 'five']) await office.says('Aoife', text)
    await office.waiting('Brendan')

    line(true)
    await expect
      .poll(() => texts.allInnerTexts(), patience)
      .toEqual(['Hello', 'a person, please', 'one', 'two', 'three', 'four', 'five'])
    await expect.poll(() => niamh.page.locator('.row-name').allInnerTexts()).toEqual(['Aoife', 'Brendan'])
    await expect.poll(() => niamh.page.getByText('Reconnecting…').count(), patience).toBe(0)
  })

  test('tells the time left by the clock of the server, and how late it is in words', async () => {
    await office.waiting('Zoe')
    const niamh = await office.agent('Niamh')
    await niamh.page.routeWebSocket(/\/api\/live/, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((text) => {
        const message = JSON.parse(String(text))
        if (message.type === 'hello') message.now = new Date(Date.now() + 130_000).toISOString()
        socket.send(JSON.stringify(message))
      })
    })
    await niamh.page.reload()
    const pill = niamh.page.locator('.row', { hasText: 'Zoe' }).locator('.pill')
    await expect.poll(() => pill.textContent(), patience).toMatch(/^late \+0:\d\d$/)
    expect(await pill.getAttribute('class')).toContain('bad')
  })

  test('sends what was written without a line when it is back, once', async () => {
    const id = await office.waiting('Ciara')
    const niamh = await office.agent('Niamh')
    await niamh.open(id)
    await niamh.press('Take')
    await niamh.page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    await niamh.context.setOffline(true)
    await niamh.composer.fill('I am on it.')
    await niamh.composer.press('Enter')
    await expect.poll(niamh.lines, patience).toContain('You I am on it. Waits for the line')
    await niamh.context.setOffline(false)

    await expect
      .poll(async () => (await niamh.lines()).filter((text) => text.includes('I am on it.')), patience)
      .toEqual(['Niamh I am on it. Sent'])
    const entries = await office.parley.store.entries(
      { conversation: id },
      { before: Number.MAX_SAFE_INTEGER, limit: 100 },
    )
    expect(entries.filter(({ event }) => event.type === 'reply')).toHaveLength(1)
  })

  test('sends a reply whose answer was lost under its old key, so that it counts once', async () => {
    const id = await office.waiting('Dermot')
    const niamh = await office.agent('Niamh')
    const line = await niamh.line()
    await niamh.open(id)
    await niamh.press('Take')
    await niamh.page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    let lost = 0
    await niamh.page.route(/\/entries$/, async (route) => {
      if (route.request().method() !== 'POST' || lost++ > 0) return route.continue()
      await route.fetch()
      await route.abort()
    })
    line(false)
    await niamh.composer.fill('Found it.')
    await niamh.composer.press('Enter')
    await expect.poll(() => lost, patience).toBe(1)
    line(true)

    await expect
      .poll(async () => (await niamh.lines()).filter((text) => text.includes('Found it.')), patience)
      .toEqual(['Niamh Found it. Sent'])
    const entries = await office.parley.store.entries(
      { conversation: id },
      { before: Number.MAX_SAFE_INTEGER, limit: 100 },
    )
    expect(entries.filter(({ event }) => event.type === 'reply')).toHaveLength(1)
  })

  test('reads history upward without moving what is looked at, and counts what comes meanwhile', async () => {
    const id = await office.waiting('Eoin')
    await office.says(
      'Eoin',
      ...Array.from({ length: 200 }, (_, index) => `message ${index} ${'x '.repeat(index % 90)}`),
    )
    const niamh = await office.agent('Niamh')
    await niamh.open(id)
    const log = niamh.page.getByRole('log')
    const newest = log.getByText('message 199')
    await expect.poll(() => newest.isVisible(), patience).toBe(true)
    expect(await niamh.page.locator('.line').count()).toBeLessThan(40)

    await log.evaluate((node) => node.scrollTo(0, node.scrollTop - 1500))
    await newest.waitFor({ state: 'detached' })
    /** Where the first row in sight stands, and what it says. */
    const sight = () =>
      log.evaluate((node) => {
        const top = node.getBoundingClientRect().top
        const row = [...node.querySelectorAll('.line')].find(
          (each) => each.getBoundingClientRect().top >= top,
        )
        return [row?.textContent, Math.round((row?.getBoundingClientRect().top ?? 0) - top)]
      })
    const before = await sight()
    await office.says('Eoin', 'and one more')
    await expect.poll(() => niamh.page.getByRole('button', { name: '1 new' }).count(), patience).toBe(1)
    expect(await sight()).toEqual(before)

    const requests: string[] = []
    niamh.page.on('request', (request) => requests.push(request.url()))
    await log.evaluate((node) => node.scrollTo(0, 390))
    const read = await sight()
    await expect.poll(() => requests.filter((url) => url.includes('before=')).length, patience).toBe(1)
    await expect.poll(() => log.evaluate((node) => node.scrollTop), patience).toBeGreaterThan(1000)
    const [words, top] = await sight()
    expect(words).toBe(read[0])
    expect(Math.abs(Number(top) - Number(read[1]))).toBeLessThanOrEqual(2)

    await niamh.page.getByRole('button', { name: '1 new' }).click()
    await expect.poll(() => log.getByText('and one more').isVisible(), patience).toBe(true)
  })
})
