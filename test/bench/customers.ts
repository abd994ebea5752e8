/** What customers write, and what the bot is to answer, as Telegram gets it. */
export const questions = [
  ['when do you open?', 'We are open from <b>Monday to Friday</b>, 9 to 18.'],
  ['how long does delivery take?', 'Delivery takes two to four working days.'],
  ['can I send it back?', 'You can send anything back within 30 days.'],
  ['do you take credit cards?', 'You can pay by card, by invoice or when it arrives.'],
] as const

/** One update of the Bot API, about 1 KB: a customer writes in reply to the bot's last message. */
export function update(chat: number, number: number, text: string): string {
  const room = {
    id: chat,
    first_name: 'Mira',
    last_name: 'Example',
    username: `mira${chat}`,
    type: 'private',
  }
  return JSON.stringify({
    update_id: chat * 1_000_000 + number,
    message: {
      message_id: number,
      from: { ...room, type: undefined, is_bot: false, language_code: 'en' },
      chat: room,
      date: 1_790_000_000 + number,
      reply_to_message: {
        message_id: number - 1,
        from: { id: 90_020_001, is_bot: true, first_name: 'Example Shop', username: 'example_shop_bot' },
        chat: room,
        date: 1_790_000_000 + number - 1,
        text: 'We are open from Monday to Friday, 9 to 18. Is there anything else you would like to know?',
        entities: [{ offset: 17, length: 16, type: 'bold' }],
        link_preview_options: { is_disabled: true },
      },
      text,
      entities: [],
      link_preview_options: { is_disabled: true },
    },
  })
}
