import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../server/opened.ts'
import { browserPath } from './browser.ts'
import { type Office, openOffice } from './office.ts'

describe.skipIf(browserPath() === null)('understanding, in the dashboard', { timeout: 120_000 }, () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice()
  }, 120_000)
  afterAll(() => office?.close())

  test('a suggested answer fills the reply, and leaves only when the agent sends it', async () => {
    const id = await office.waiting('Ola', 'can I get my money back for these shoes?')
    const ada = await office.agent('Ada')
    await ada.open(id)
    const suggestions = ada.page.getByRole('list', { name: 'Suggested answers' })
    await suggestions.getByRole('button', { name: /within 30 days/ }).click()
    expect(await ada.composer.inputValue()).toMatch(/^You can send anything back within 30 days/)
    expect(await suggestions.count()).toBe(0)
    const replies = async () =>
      (await office.parley.store.entries({ conversation: id }, { after: 0, limit: 100 })).filter(
        ({ event }) => event.type === 'reply',
      )
    expect(await replies()).toEqual([])
    await ada.composer.press('End')
    await ada.composer.pressSequentially(' Shall I?')
    await ada.press('Take and send')
    await until(async () => (await replies()).length === 1)
    expect(ada.complaints).toEqual([])
  })

  test('what was not understood is put under an intent, trained and published', async () => {
    await office.says('Per', 'quantum entanglement of neutron stars')
    await office.says('Pia', 'quantum entanglement of neutron pulsars')
    const ada = await office.agent('Ada')
    await ada.page.getByRole('link', { name: 'Phrases' }).click()
    const group = ada.page.getByRole('listitem').filter({ hasText: 'neutron pulsars' })
    await group.getByLabel('Intent, known or new').fill('stars')
    await group.getByRole('button', { name: 'Add' }).click()
    await group.waitFor({ state: 'detached' })
    await ada.press('Train and publish')
    await ada.page.getByText('The new release is live.').waitFor({ timeout: 60_000 })
    const release = await office.parley.releases.of('shop')
    expect(release.intents.en?.stars).toHaveLength(2)
    await ada.press('Make the report')
    await ada.page.getByText('Understood right').waitFor({ timeout: 60_000 })
    expect(ada.complaints).toEqual([])
  })
})
