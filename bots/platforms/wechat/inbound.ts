import Type, { type Static } from 'typebox'
import type { Inbound } from '../../channel.ts'
import { fits } from '../fits.ts'
import { digest, rest, told, unsupported } from '../told.ts'
import { when } from '../when.ts'
import { contentOf } from './content.ts'

/**
 * What a delivery of WeChat tells: a message, or an event. Sources:
 * https://developers.weixin.qq.com/doc/offiaccount/en/Message_Management/Receiving_standard_messages.html and
 * https://developers.weixin.qq.com/doc/offiaccount/en/Message_Management/Receiving_event_pushes.html
 */
export function inbound(fields: Record<string, unknown> | null): Inbound[] {
  if (!fits(Delivery, fields)) return []
  const { FromUserName: id, CreateTime, MsgType } = fields
  const item = {
    from: { id },
    by: 'customer',
    ...when(CreateTime),
    ...rest(fields, said),
  } as const
  if (MsgType === 'event') return readEvent(fields, { ...item, once: onceOf(fields) })
  const once = fields.MsgId || digest(fields)
  const message = contentOf(fields)
  if (message === null) return [unsupported({ ...item, once }, MsgType)]
  return told({ ...item, once, event: { type: 'message', id: once, message } }, MsgType)
}

const text = Type.Optional(Type.String())
const Delivery = Type.Object({
  FromUserName: Type.String({ minLength: 1, maxLength: 512 }),
  CreateTime: Type.String({ pattern: '^[0-9]{1,13}$' }),
  MsgType: Type.String(),
  MsgId: Type.Optional(Type.String({ maxLength: 512 })),
  Event: text,
  EventKey: text,
})
type Delivery = Static<typeof Delivery>

/** What the event and who wrote it say already. */
const said = ['FromUserName', 'CreateTime', 'MsgType', 'MsgId', 'Content', 'bizmsgmenuid', 'MediaId']

/** Events have no id; WeChat says that who, when and what tell them apart. */
function onceOf({ CreateTime, Event = '', EventKey = '' }: Delivery): string {
  return digest([CreateTime, Event, EventKey])
}

type Item = Omit<Inbound, 'event'>

function readEvent(fields: Delivery, item: Item): Inbound[] {
  const { Event = '', EventKey = '' } = fields
  const kind = Event.toLowerCase()
  if (silent.has(kind)) return []
  switch (kind) {
    case 'subscribe':
      return [{ ...item, event: { type: 'unblocked' } }, started(item, EventKey.replace(/^qrscene_/, ''))]
    case 'scan':
      return [started(item, EventKey)]
    case 'unsubscribe':
      return [{ ...item, event: { type: 'blocked' } }]
    case 'click':
      return pressed(item, EventKey, EventKey)
    case 'scancode_waitmsg':
      return pressed(item, EventKey, fits(Scanned, fields) ? fields.ScanCodeInfo.ScanResult : EventKey)
    default:
      return [unsupported(item, Event)]
  }
}

const Scanned = Type.Object({ ScanCodeInfo: Type.Object({ ScanResult: Type.String({ minLength: 1 }) }) })

/**
 * What happens without anybody saying anything: a link of the menu was opened, the phone told its place, a picture of
 * the menu is about to come as a message, a broadcast has left.
 */
const silent = new Set([
  'view',
  'view_miniprogram',
  'location',
  'scancode_push',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
  'templatesendjobfinish',
  'masssendjobfinish',
  'publishjobfinish',
  'kf_create_session',
  'kf_close_session',
  'kf_switch_session',
])

/** A code that was scanned says where somebody comes from. */
function started(item: Item, scene: string): Inbound {
  const ref = scene.slice(0, 512)
  return { ...item, event: { type: 'start', ...(ref ? { ref } : {}) } }
}

/** A button of the account's menu, which has no words in the event. */
function pressed(item: Item, value: string, words: string): Inbound[] {
  const message = { type: 'choice', value, text: words } as const
  return told({ ...item, event: { type: 'message', id: `menu:${item.once}`, message } }, 'CLICK')
}
