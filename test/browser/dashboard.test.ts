import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BotApi, faults, startBotApi } from '../doubles/bot-api.ts'
import { until } from '../server/opened.ts'
import { browserPath } from './browser.ts'
import { type Office, openOffice } from './office.ts'

const patience = { timeout: 15_000 }

describe.skipIf(browserPath() === null)('the dashboard', { timeout: 60_000 }, () => {
  let office: Office
  let platform: BotApi
  beforeAll(async () => {
    platform = await startBotApi()
    office = await openOffice({
      TELEGRAM_TOKEN: '90020001:AAtesttesttesttesttesttesttest',
      TELEGRAM_API_BASE: platform.url,
    })
  }, 120_000)
  afterAll(async () => {
    await office?.close()
    await platform?.close()
  })

  test('lets the first administrator in by the one-time link, and in again by the password', async () => {
    const token = await office.parley.people.invite('admin')
    const context = await office.browser.newContext()
    const page = await context.newPage()
    await page.goto(office.url(`/setup?token=${token}`))
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('a long enough password')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('region', { name: 'Conversations' }).waitFor()
    await page.getByRole('button', { name: /You and your settings: Ada/ }).click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()

    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect
      .poll(() => page.getByRole('alert').textContent(), patience)
      .toBe('The e-mail or the password is not right.')
    await page.getByLabel('Password').fill('a long enough password')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('region', { name: 'Conversations' }).waitFor()
    await context.close()
  })

  test('shows who waits without a reload, soonest promise first, with the time left and in the title', async () => {
    const niamh = await office.agent('Niamh')
    await office.waiting('Aoife')
    await office.waiting('Brendan')
    const names = niamh.page.locator('.row-name')
    await expect.poll(() => names.allInnerTexts(), patience).toEqual(['Aoife', 'Brendan'])

    await expect
      .poll(() => niamh.page.locator('.row .pill').first().textContent(), patience)
      .toMatch(/^1:\d\d/)
    await expect.poll(() => niamh.page.title(), patience).toBe('(2) Inbox · Parley')
    expect(niamh.complaints).toEqual([])
  })

  test('takes by C, replies by R and notes by N, and never acts on a letter that is typed', async () => {
    const niamh = await office.agent('Niamh')
    const id = await office.waiting('Ciara', 'My parcel is **late**')
    await niamh.open(id)
    await niamh.page.keyboard.press('c')
    await expect
      .poll(async () => (await niamh.detail(id)).body.conversation.owner, patience)
      .toBe(`agent:${niamh.me.id}`)
    await expect.poll(() => niamh.page.url(), patience).toContain('/inbox/mine')
    await niamh.page.keyboard.press('n')
    await niamh.page.keyboard.type('becnt: no action of these letters')
    await niamh.page.keyboard.press('Enter')
    await niamh.page.keyboard.press('Escape')
    await niamh.page.keyboard.press('r')
    await niamh.page.keyboard.type('I will look into it.')
    await niamh.page.keyboard.press('Enter')

    await expect
      .poll(niamh.lines, patience)
      .toEqual(
        expect.arrayContaining([
          'Ciara My parcel is late',
          'Niamh took the conversation',
          'Note for the team · Niamh becnt: no action of these letters',
          'Niamh I will look into it. Sent',
        ]),
      )
    expect(await niamh.page.locator('.bubble.customer strong').textContent()).toBe('late')
    expect((await niamh.detail(id)).body.conversation.mode).toBe('human')
    expect(niamh.complaints).toEqual([])
  })

  test('tells who was first, and keeps what was written', async () => {
    const id = await office.waiting('Dermot')
    const niamh = await office.agent('Niamh')
    const tadhg = await office.agent('Tadhg')
    // Tadhg hears of nothing, so that both press with the same epoch before their eyes.
    await tadhg.page.routeWebSocket(/\/api\/live/, () => {})
    await tadhg.open(id)
    await tadhg.composer.fill('Hello, this is Tadhg.')
    await niamh.open(id)
    await niamh.press('Take')
    await until(async () => (await niamh.detail(id)).body.conversation.mode === 'human')
    await tadhg.press('Take and send')

    await expect
      .poll(() => tadhg.page.getByRole('alert').textContent(), patience)
      .toContain('Taken by Niamh. Your text is kept.')
    expect(await tadhg.composer.inputValue()).toBe('Hello, this is Tadhg.')
    await expect.poll(() => tadhg.page.getByText('Niamh has this conversation.').isVisible()).toBe(true)
    const { items } = (
      await niamh.ask<{ items: { event: { type: string } }[] }>(
        `/conversations/${encodeURIComponent(id)}/entries`,
      )
    ).body
    expect(items.filter(({ event }) => event.type === 'reply')).toEqual([])
  })

  test('passes a conversation on with a note, and back to the bot with what came of it', async () => {
    const id = await office.waiting('Eoin', 'My parcel is late')
    const niamh = await office.agent('Niamh')
    await niamh.open(id)
    await niamh.press('Take')
    await until(async () => (await niamh.detail(id)).body.conversation.mode === 'human')
    await niamh.page.keyboard.press('t')
    await niamh.page.getByLabel('Name of the queue').selectOption('complaints')
    await niamh.page.getByLabel('Note').fill('He wants his money back.')
    await niamh.page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click()
    await expect
      .poll(async () => (await niamh.detail(id)).body.conversation.waiting?.queue, patience)
      .toBe('complaints')
    await expect
      .poll(niamh.lines, patience)
      .toContain('Niamh passed it to the queue “complaints” He wants his money back.')

    await niamh.press('Take')
    await until(async () => (await niamh.detail(id)).body.conversation.mode === 'human')
    await niamh.page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    await niamh.page.keyboard.press('b')
    const dialog = niamh.page.getByRole('dialog')
    await dialog.getByLabel('At the start').check()
    await dialog.getByLabel('Not resolved').check()
    await dialog.getByRole('button', { name: 'Add a line' }).click()
    await dialog.getByLabel('Name', { exact: true }).last().fill('refund')
    await dialog.getByPlaceholder('Value').last().fill('denied')
    await dialog.getByRole('button', { name: 'Back to the bot' }).click()
    await expect.poll(async () => (await niamh.detail(id)).body.conversation.mode, patience).toBe('bot')
    const entries = await office.parley.store.entries(
      { conversation: id },
      { before: Number.MAX_SAFE_INTEGER, limit: 100 },
    )
    expect(entries.find(({ event }) => event.type === 'release')?.event).toMatchObject({
      to: 'start',
      result: { outcome: 'not', fields: { refund: 'denied' } },
    })
  })

  test('closes, reopens and tags', async () => {
    const id = await office.waiting('Fiona')
    const niamh = await office.agent('Niamh')
    await niamh.open(id)
    await niamh.press('Take')
    await niamh.page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    await niamh.choose('Tags')
    await niamh.page.getByRole('textbox', { name: 'Tags' }).fill('vip, refund')
    await niamh.press('Save')
    await expect
      .poll(async () => (await niamh.detail(id)).body.conversation.tags.toSorted(), patience)
      .toEqual(['refund', 'vip'])
    await niamh.page.getByRole('dialog').waitFor({ state: 'detached' })
    await niamh.press('Close')
    await expect.poll(async () => (await niamh.detail(id)).body.conversation.mode, patience).toBe('closed')

    await niamh.page.getByRole('link', { name: 'Done' }).click()
    await niamh.page.locator('.row', { hasText: 'Fiona' }).click()
    await niamh.press('Reopen')
    await expect
      .poll(async () => (await niamh.detail(id)).body.conversation.mode, patience)
      .not.toBe('closed')
  })

  test('keeps a draft over a reload, and warns when the customer wrote meanwhile', async () => {
    const id = await office.waiting('Grainne')
    const niamh = await office.agent('Niamh')
    await niamh.open(id)
    await niamh.composer.fill('I begin to')
    await niamh.page.reload()
    await expect.poll(() => niamh.composer.inputValue(), patience).toBe('I begin to')
    await office.says('Grainne', 'Are you there?')
    await expect
      .poll(() => niamh.page.getByText('A new message came in while you wrote.').isVisible(), patience)
      .toBe(true)
  })

  test('tells a failed message with its reason, and sends it once more when asked', async () => {
    const niamh = await office.agent('Niamh')
    platform.push({
      message: {
        message_id: 1,
        date: Math.floor(Date.now() / 1000),
        chat: { id: 71, type: 'private', first_name: 'Hanna' },
        from: { id: 71, is_bot: false, first_name: 'Hanna', language_code: 'en' },
        text: 'a person, please',
      },
    })
    await niamh.page.locator('.row', { hasText: 'Hanna' }).click()
    await niamh.press('Take')
    await niamh.page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    platform.fail(faults.refused, { times: 1 })
    await niamh.composer.fill('On its way.')
    await niamh.composer.press('Enter')
    await expect
      .poll(() => niamh.page.locator('.delivery.bad').textContent(), patience)
      .toMatch(/chat not found/)
    await niamh.press('Try again')
    await expect
      .poll(async () => (await niamh.lines()).filter((line) => line.includes('On its way.')), patience)
      .toEqual(['Niamh On its way. Sent'])
    const sends = platform.calls.filter(
      ({ method, payload }) => method === 'sendMessage' && payload.text === 'On its way.',
    )
    expect(sends).toHaveLength(2)
  })

  test('shows what customers write as text, whatever it pretends to be', async () => {
    const niamh = await office.agent('Niamh')
    const id = await office.waiting(
      'Ivan',
      '<img src=x onerror="document.title=1"> [go](javascript:alert(1)) `a<b`',
    )
    await office.says('Ivan', { type: 'media', kind: 'image', url: 'javascript:alert(1)', alt: 'odd' })
    await niamh.open(id)
    const first = niamh.page.locator('.bubble.customer').first()
    expect(await first.textContent()).toContain(
      '<img src=x onerror="document.title=1"> [go](javascript:alert(1))',
    )
    expect(await first.locator('img, a').count()).toBe(0)
    expect(await niamh.page.getByText('This file cannot be shown.').count()).toBe(1)
  })

  test('goes through the list by J and K, opens by Enter, and finds actions in the palette', async () => {
    const niamh = await office.agent('Niamh')
    await niamh.page.locator('.row').first().waitFor()
    const second = niamh.page.locator('.row').nth(1)
    await niamh.page.keyboard.press('j')
    await niamh.page.keyboard.press('j')
    await expect.poll(() => second.evaluate((node) => node.matches(':focus'))).toBe(true)
    await niamh.page.keyboard.press('k')
    await niamh.page.keyboard.press('j')
    await niamh.page.keyboard.press('Enter')
    await expect.poll(() => second.getAttribute('aria-current'), patience).toBe('true')

    await niamh.page.keyboard.press('Control+k')
    await niamh.page.keyboard.type('go people')
    await niamh.page.keyboard.press('Enter')
    await expect.poll(() => niamh.page.url(), patience).toMatch(/people/)
    await niamh.page.keyboard.press('?')
    expect(await niamh.page.getByRole('dialog').textContent()).toContain('Next conversation')
  })

  test('does nothing at a letter once letters are switched off', async () => {
    const niamh = await office.agent('Niamh')
    await niamh.press(/You and your settings/)
    await niamh.page.getByRole('menuitemcheckbox', { name: 'Single-letter keys' }).click()
    await niamh.page.keyboard.press('Escape')
    await niamh.page.getByRole('menu').waitFor({ state: 'detached' })
    await niamh.page.keyboard.press('?')
    await niamh.page.keyboard.press('Control+k')
    expect(await niamh.page.getByRole('dialog').textContent()).toContain('Find an action')
  })

  test('puts right what is known of the customer', async () => {
    const id = await office.waiting('Jana')
    const niamh = await office.agent('Niamh')
    await niamh.open(id)
    await niamh.press('Edit')
    await niamh.press('Add a line')
    await niamh.page.getByPlaceholder('Name').fill('city')
    await niamh.page.getByPlaceholder('Value').fill('Galway')
    await niamh.press('Save')
    await expect.poll(() => niamh.page.locator('.details').textContent(), patience).toMatch(/city\s*Galway/)
    expect((await niamh.detail(id)).body.contact.fields).toMatchObject({ city: 'Galway' })
  })

  test('connects a channel by its own form, hides the secret, and says why it is off', async () => {
    const niamh = await office.agent('Niamh')
    await niamh.page.getByRole('link', { name: 'Channels' }).click()
    await niamh.press('Connect a channel')
    await niamh.page.getByLabel('Kind of channel').selectOption('telegram')
    await niamh.page.getByLabel('Short name, for links').fill('second')
    await niamh.press('Connect')
    const row = niamh.page.locator('.thing', { hasText: 'second' })
    await row.waitFor()
    await expect.poll(() => row.locator('.pill').textContent()).toBe('Off')

    await row.getByRole('button', { name: 'Edit' }).click()
    await niamh.page.getByLabel('Token', { exact: true }).fill('90020002:BBtesttesttesttesttesttestlast')
    await niamh.press('Save')
    await expect.poll(() => row.locator('.pill').textContent(), patience).toBe('On')
    await row.getByRole('button', { name: 'Edit' }).click()
    expect(await niamh.page.getByLabel('Token', { exact: true }).getAttribute('placeholder')).toBe('••••last')
    await niamh.press('Cancel')
    await row.getByRole('button', { name: 'Remove' }).click()
    await niamh.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
  })

  test('invites somebody by a link that lets them in', async () => {
    const niamh = await office.agent('Niamh')
    await niamh.page.getByRole('link', { name: 'People' }).first().click()
    await niamh.press('Invite somebody')
    await niamh.press('Make a link')
    const link = await niamh.page.getByLabel('Invitation link').inputValue()
    const context = await office.browser.newContext()
    const page = await context.newPage()
    await page.goto(link)
    await page.getByLabel('Your name').fill('Oisín')
    await page.getByLabel('E-mail').fill('oisin@example.com')
    await page.getByLabel('Password').fill('a long enough password')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('link', { name: /^Queue/ }).waitFor()
    await page.goto(office.url('/people'))
    await expect.poll(() => page.getByRole('button', { name: 'Invite somebody' }).isDisabled()).toBe(true)
    await context.close()
  })

  test('tells others that somebody writes', async () => {
    const id = await office.waiting('Kevin')
    const niamh = await office.agent('Niamh')
    const tadhg = await office.agent('Tadhg')
    await tadhg.open(id)
    await niamh.open(id)
    await expect
      .poll(async () => {
        await niamh.composer.press('x')
        return tadhg.page.locator('.composer').textContent()
      }, patience)
      .toContain('Niamh is writing…')
  })
})
