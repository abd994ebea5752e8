import type { Recipient } from '../../channel.ts'
import { type Message, plainText } from '../../message.ts'
import { payload } from '../choice.ts'
import { markdown } from '../markdown.ts'

/**
 * A customer service message. Source:
 * https://developers.weixin.qq.com/doc/service/en/api/customer/message/api_sendcustommessage.html
 */
export type WeChatCall = {
  touser: string
  /** The address of a picture to upload and send; without that, the words are sent. */
  picture?: string
} & (
  | { msgtype: 'text'; text: { content: string } }
  | {
      msgtype: 'msgmenu'
      msgmenu: { head_content: string; list: { id: string; content: string }[]; tail_content: string }
    }
)

/** The calls that say a message: words, a menu whose lines can be touched, or a picture and what stands under it. */
export function render(message: Message, { id: touser }: Recipient): WeChatCall[] {
  const say = (content: string): WeChatCall => ({ touser, msgtype: 'text', text: { content } })
  if (message.type === 'media') return media(message, say)
  if (message.type !== 'choices' || message.choices.length === 0)
    return [say(markdown(plainText(message), 'plain'))]
  const list = message.choices.map((choice) => ({ id: payload(choice, message.of), content: choice.text }))
  const head_content = markdown(message.text, 'plain')
  return [{ touser, msgtype: 'msgmenu', msgmenu: { head_content, list, tail_content: '' } }]
}

/** Of files only pictures can be uploaded without knowing more of them; the others go as links. */
function media(
  { kind, url, alt, name }: Extract<Message, { type: 'media' }>,
  say: (content: string) => WeChatCall,
): WeChatCall[] {
  const words = markdown(alt ?? name ?? '', 'plain')
  if (kind !== 'image') return [say([words, url].filter(Boolean).join('\n'))]
  const picture = /^https?:/i.test(url) ? { ...say(url), picture: url } : say(url)
  return alt ? [picture, say(words)] : [picture]
}
