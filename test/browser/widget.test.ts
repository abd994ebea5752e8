import { describe, expect, test } from 'vitest'
import { browserPath } from './browser.ts'
import { useVisit } from './visit.ts'

describe.skipIf(browserPath() === null)('the web-chat widget talks', { timeout: 60_000 }, () => {
  const visit = useVisit()

  test('stores nothing and tells nobody before it is opened', async () => {
    await visit.launcher().hover()
    await visit.page().locator('parley-chat dialog').waitFor({ state: 'attached' })

    expect(visit.host().visitors).toBe(0)
    expect(
      await visit.page().evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]),
    ).toEqual([0, 0, ''])
  })

  test('opens, sends, receives, and says who answers, under a strict policy without one violation', async () => {
    await visit
      .page()
      .evaluate(() => document.addEventListener('securitypolicyviolation', (e) => console.log(e.blockedURI)))
    await visit.launcher().click()
    await expect.poll(() => visit.field().evaluate((node) => node.matches(':focus'))).toBe(true)
    await visit.write('Where is my order?')
    await visit.shows(['Where is my order?'])
    visit.host().say({ type: 'text', text: 'On its way.' })
    await visit.shows(['Where is my order?', 'On its way.'])

    await visit.reads('An automatic assistant answers')
    visit.host().answering({ who: 'queue' })
    await visit.reads('Waiting for a person')
    visit.host().answering({ who: 'person', name: 'Niamh' })
    await visit.reads('Niamh answers you')
    await expect.poll(() => visit.host().told.some((frame) => frame.includes('"seen"'))).toBe(true)
    expect(visit.complaints()).toEqual([])
  })

  test('shows what was said while the line was lost, once and in order', async () => {
    await visit.launcher().click()
    await visit.write('one')
    await visit.shows(['one'])
    visit.host().down = true
    visit.host().cut()
    for (const text of ['two', 'three', 'four']) visit.host().say({ type: 'text', text })
    await visit.reads('We cannot be reached right now')
    visit.host().down = false
    await visit.shows(['one', 'two', 'three', 'four'])

    await visit.reads('We cannot be reached right now', false)
    const hellos = visit.host().told.filter((frame) => frame.includes('"hello"'))
    expect(hellos.map((frame) => JSON.parse(frame).after)).toEqual([0, 2])
  })

  test('keeps what is written offline over a reload and sends it once, in order', async () => {
    await visit.launcher().click()
    await visit.write('zero')
    await visit.shows(['zero'])
    visit.host().down = true
    visit.host().cut()
    await visit.context().setOffline(true)
    await visit.reads('You are offline')
    await visit.write('one')
    await visit.write('two')
    await expect.poll(() => visit.page().getByText('Waiting to be sent').count()).toBe(2)
    await visit.context().setOffline(false)
    await visit.page().reload()
    await visit.write('three')
    await expect.poll(() => visit.page().getByText('Waiting to be sent').count()).toBe(3)
    visit.host().down = false

    await visit.shows(['zero', 'one', 'two', 'three'])
    await expect.poll(() => visit.page().getByText('Waiting to be sent').count()).toBe(0)
    expect(visit.said()).toEqual(['zero', 'one', 'two', 'three'])
  })

  test('sends again under the same id when the answer was lost', async () => {
    await visit.launcher().click()
    visit.host().loseAnswer = true
    await visit.write('once, please')
    await expect.poll(() => visit.host().posts.length).toBeGreaterThan(0)
    await visit.shows(['once, please'])
    await visit.write('next')
    await visit.shows(['once, please', 'next'])

    expect(visit.said()).toEqual(['once, please', 'next'])
    expect(new Set(visit.host().posts.map(({ id }) => id)).size).toBe(2)
  })

  test('offers another try for what the server refused', async () => {
    await visit.launcher().click()
    visit.host().status = 400
    await visit.write('too much')
    await visit.reads('Could not be sent')
    visit.host().status = null
    await visit.press('Try again')
    await expect.poll(visit.said).toEqual(['too much'])
  })

  test('becomes a new visitor when the server knows the old one no more', async () => {
    await visit.launcher().click()
    await visit.write('before')
    await visit.shows(['before'])
    visit.host().status = 401
    visit.host().lines.length = 0
    await visit.write('after')
    await expect.poll(() => visit.host().visitors).toBe(2)
    visit.host().status = null
    await visit.shows(['after'])
  })

  test('reaches a person in two taps and goes back to the bot by the choice in the queue', async () => {
    await visit.launcher().click()
    await visit.press('Talk to a person')
    await expect
      .poll(() => visit.host().lines.at(-1)?.message)
      .toEqual({
        type: 'choice',
        value: 'person',
        text: 'Talk to a person',
      })
    visit
      .host()
      .say(
        { type: 'choices', text: 'You are number 1.', choices: [{ value: 'bot', text: 'Back to the bot' }] },
        'parley',
      )
    visit.host().answering({ who: 'queue' })
    await visit.write('It is about my order')
    await visit.shows(['Talk to a person', 'You are number 1.', 'It is about my order'])
    expect(await visit.page().locator('parley-chat dialog button', { hasText: /back/i }).count()).toBe(1)
    await visit.press('Back to the bot')
    await expect
      .poll(() => visit.host().lines.at(-1)?.message)
      .toMatchObject({ type: 'choice', value: 'bot' })
  })

  test('keeps only the newest open choices as buttons, and sends the visit they are of', async () => {
    await visit.launcher().click()
    await visit.write('hi')
    await visit.shows(['hi'])
    visit
      .host()
      .say({ type: 'choices', text: 'Old?', of: 'v1', choices: [{ value: 'a', text: 'Old answer' }] })
    visit
      .host()
      .say({ type: 'choices', text: 'New?', of: 'v2', choices: [{ value: 'b', text: 'New answer' }] })
    await visit.shows(['hi', 'Old?', 'New?'])
    expect(await visit.page().getByRole('button', { name: 'Old answer' }).count()).toBe(0)
    await visit.press('New answer')

    await expect
      .poll(() => visit.host().lines.at(-1)?.message)
      .toEqual({ type: 'choice', value: 'b', text: 'New answer', of: 'v2' })
    await expect.poll(() => visit.page().getByRole('button', { name: 'New answer' }).count()).toBe(0)
  })

  test('keeps choices open while nothing newer is asked, and closes them when somebody else answers', async () => {
    await visit.launcher().click()
    await visit.write('hi')
    await visit.shows(['hi'])
    visit.host().say({ type: 'choices', text: 'Well?', choices: [{ value: 'a', text: 'This one' }] })
    await visit.shows(['hi', 'Well?'])
    await visit.write('one moment')
    await visit.shows(['hi', 'Well?', 'one moment'])
    const choice = visit.page().getByRole('button', { name: 'This one' })
    expect(await choice.count()).toBe(1)
    visit.host().answering({ who: 'person', name: 'Niamh' })
    await expect.poll(() => choice.count()).toBe(0)
  })

  test.for([
    ['pt_BR', 'pt-BR', 'Escreva uma mensagem'],
    ['ja', 'ja', 'Write a message'],
    ['no such thing', 'en-US', 'Write a message'],
  ] as const)('tells the language of its page: %s', async ([told, language, placeholder]) => {
    visit.host().lang = told
    await visit.openTab()
    await visit.launcher().click()
    await visit.write('hi')
    await expect.poll(() => visit.host().posts.at(-1)?.language).toBe(language)
    expect(await visit.field().getAttribute('placeholder')).toBe(placeholder)
  })

  test('builds markup as elements and never as HTML', async () => {
    await visit.launcher().click()
    visit.host().say({
      type: 'text',
      text: '<img src=x onerror=alert(1)> **bold** [in](javascript:alert(1)) [out](https://a.example/)',
    })
    await visit.shows(['<img src=x onerror=alert(1)> bold in out'])
    expect(await visit.page().locator('parley-chat .bubble img').count()).toBe(0)
    expect(await visit.page().locator('parley-chat .bubble strong').textContent()).toBe('bold')
    const links = visit.page().locator('parley-chat .bubble a')
    expect(await links.count()).toBe(1)
    expect(await links.getAttribute('rel')).toBe('noopener nofollow ugc')
  })
})
