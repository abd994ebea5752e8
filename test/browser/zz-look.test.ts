import { test } from 'vitest'
import { openOffice } from './office.ts'

test('look', { timeout: 120000 }, async () => {
  const office = await openOffice()
  try {
    const niamh = await office.agent('Niamh')
    const id = await office.waiting('María José Ruiz', 'It was charged twice on my card!!')
    await office.waiting(
      'Jonas Weber',
      'My parcel says delivered but I do not have it. I *really* need it by **Friday**, see https://shop.example/track/123',
    )
    await office.waiting('سارة محمود', 'أين طلبي؟')
    await office.says('Tadhg', 'When do you open?')
    const { page } = niamh
    await page.goto(office.url('/'))
    await page.getByText('Jonas Weber').waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: '/tmp/look/1.png' })
    await page.getByText('Jonas Weber').click()
    await page.waitForTimeout(700)
    await page.screenshot({ path: '/tmp/look/2.png' })
    await page.keyboard.press('c')
    await page.waitForTimeout(700)
    await page.keyboard.press('n')
    await page.keyboard.type('Refund limit is 50 €. Ask Maeve above that.')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(500)
    await page.keyboard.press('Escape')
    await page.keyboard.press('r')
    await page.keyboard.type('Thanks! One moment please.')
    await page.screenshot({ path: '/tmp/look/3.png' })
    await page.keyboard.press('Enter')
    await page.waitForTimeout(700)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.screenshot({ path: '/tmp/look/4.png' })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 360, height: 740 })
    await page.waitForTimeout(400)
    await page.screenshot({ path: '/tmp/look/5.png' })
    console.log(niamh.complaints, await page.evaluate(() => document.documentElement.scrollWidth))
    console.log(page.url())
  } finally {
    await office.close()
  }
})
