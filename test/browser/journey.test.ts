import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { browserPath } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const number = 'Your order number, please.'
const connecting = 'I am getting someone for you. You are number 1 in the queue.'
const arrives = /^Your order AB123451 arrives on \d{4}-\d\d-\d\d\.$/
const patience = { timeout: 20_000 }

describe.skipIf(browserPath() === null)('from the bot to a person and back', { timeout: 120_000 }, () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage?.close())

  test('a customer is answered by the bot, then by a person, and the bot goes on where it was', async () => {
    const niamh = await stage.agent('Niamh')
    await niamh.reads('Nobody is waiting.')
    const customer = await stage.customer()

    await customer.write('When do you open?')
    await customer.hears(/^We are open from Monday to Friday/)
    await customer.write('Where is my order?')
    await customer.hears(number)
    await customer.press('Talk to a person')
    await customer.hears(connecting)
    await customer.reads('Waiting for a person')
    await customer.write('It has been two weeks')

    const row = niamh.page.locator('.row', { hasText: 'Visitor' })
    await expect.poll(() => row.textContent(), patience).toContain('asked for a person')
    await row.click()
    const brief = niamh.page.getByRole('complementary', { name: 'Details' })
    await expect.poll(() => brief.textContent(), patience).toContain('It has been two weeks')
    expect(await brief.textContent()).toContain('asked for a person')
    await niamh.press('Take')
    await customer.reads('Niamh answers you')
    await niamh.write('Hello, I am looking into it.')
    await customer.hears('It has been two weeks', 'Hello, I am looking into it.')
    expect(await customer.page.locator('parley-chat .author').last().textContent()).toBe('Niamh')

    await niamh.page.getByRole('button', { name: 'Note', exact: true }).click()
    await niamh.write('Refunded twice before: be careful.')
    await niamh.reads('Refunded twice before: be careful.')
    await customer.write('Thank you!')
    await niamh.reads('Thank you!')
    await niamh.giveBack()
    await customer.hears('Thank you!', number)
    await customer.reads('An automatic assistant answers')
    await customer.write('AB123451')
    await customer.hears('AB123451', arrives)

    const [contact] = await stage.parley().store.contacts({ limit: 1 })
    expect(contact?.identities[0]?.language).toBe('en')
    await customer.page.reload()
    await customer.hears('AB123451', arrives)
    expect((await customer.bubbles()).join('\n')).not.toContain('careful')
    for (const { complaints, strangers } of [niamh, customer]) {
      expect(complaints).toEqual([])
      expect(strangers).toEqual([])
    }
  })

  test('nothing is lost while the line is cut', async () => {
    const niamh = await stage.agent('Niamh')
    const customer = await stage.customer()
    await customer.press('Talk to a person')
    await customer.hears(connecting)
    await niamh.page.locator('.row').click()
    await niamh.press('Take')
    await customer.reads('Niamh answers you')

    stage.cut()
    await niamh.write('one')
    await customer.hears('one')
    await customer.context.setOffline(true)
    await customer.reads('You are offline')
    await niamh.write('two')
    await niamh.page.locator('.bubble.agent', { hasText: 'two' }).waitFor()
    await customer.write('three')
    await customer.reads('Waiting to be sent')
    await customer.context.setOffline(false)
    await niamh.reads('three')
    await niamh.write('four')

    await customer.hears('one', 'two', 'three', 'four')
    await customer.reads('Waiting to be sent', false)
  })

  test('both pages carry on when Parley is restarted in between', async () => {
    const niamh = await stage.agent('Niamh')
    const customer = await stage.customer()
    await customer.write('Where is my order?')
    await customer.hears(number)
    await customer.press('Talk to a person')
    await customer.hears(connecting)
    await niamh.page.locator('.row').click()

    await stage.restart(async () => {
      await customer.write('Are you still there?')
      await customer.reads('Waiting to be sent')
      await niamh.reads('Reconnecting')
    })
    await niamh.reads('Are you still there?')
    await niamh.reads('Reconnecting', false)
    await niamh.press('Take')
    await customer.reads('Niamh answers you')
    await stage.restart(async () => {
      await niamh.write('Yes, I am.')
      await niamh.reads('Waits for the line')
    })
    await customer.hears(connecting, 'Are you still there?', 'Yes, I am.')
    await niamh.reads('Waits for the line', false)
    await niamh.giveBack()
    await customer.hears('Yes, I am.', number)
    await customer.write('AB123451')

    await customer.hears('AB123451', arrives)
  })

  test('of two agents who take it the second is told who was first, and keeps what they wrote', async () => {
    const niamh = await stage.agent('Niamh')
    const cy = await stage.agent('Cy', 'agent')
    let deaf = false
    await cy.page.routeWebSocket(/\/api\/live$/, (page) => {
      page.connectToServer().onMessage((message) => {
        if (!deaf) page.send(message)
      })
    })
    await cy.page.reload()
    const customer = await stage.customer()
    await customer.press('Talk to a person')
    await niamh.page.locator('.row').click()
    await cy.page.locator('.row').click()
    await cy.page.locator('#composer').fill('I can help you')

    deaf = true
    await niamh.press('Take')
    await customer.reads('Niamh answers you')
    await cy.press('Take and send')

    await cy.reads('Taken by Niamh')
    await expect.poll(() => cy.page.locator('#composer').inputValue(), patience).toBe('I can help you')
    expect((await customer.bubbles()).join('\n')).not.toContain('I can help you')
  })

  test('works on a phone of 360 px, on both sides', async () => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
    const niamh = await stage.agent('Niamh', 'admin', phone)
    const customer = await stage.customer(phone)
    await customer.write('Where is my order?')
    await customer.hears(number)
    await customer.press('Talk to a person')
    await customer.hears(connecting)

    await niamh.page.locator('.row').tap()
    await niamh.press('Take')
    await niamh.press('Details')
    await niamh.reads('asked for a person')
    expect(await niamh.overflow()).toBe(0)
    await niamh.page.getByRole('link', { name: 'Back' }).filter({ visible: true }).tap()
    await niamh.write('Hello from my phone')
    await customer.hears('Hello from my phone')
    await customer.reads('Niamh answers you')
    await niamh.giveBack()
    await customer.hears('Hello from my phone', number)
    await customer.write('AB123451')
    await customer.hears('AB123451', arrives)

    for (const at of [niamh, customer]) {
      expect(await at.overflow()).toBe(0)
      expect(at.complaints).toEqual([])
    }
  })
})
