import Type from 'typebox'
import type { Attachment } from '../../channel.ts'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'
import type { Received } from './activity.ts'

/** Files that came with an activity, as messages; `bodies` are those which were in the activity itself. */
export interface Files {
  messages: Extract<Message, { type: 'media' }>[]
  bodies: Attachment[]
}

/** How the address of a file begins that the service, or Microsoft beside it, keeps. */
export const file = 'botframework:'
/** How the address of a file begins which only the bot may fetch. */
export const guarded = `${file}token:`

/**
 * The files of an activity. Those at the service's own address need the bot's token, which goes nowhere else; what
 * lies with others (or is said to: a Direct Line client can write anything) is left where it is.
 */
export function filesOf(activity: Received, id: string): Files {
  const files: Files = { messages: [], bodies: [] }
  for (const [index, attachment] of list(activity.attachments).entries()) {
    if (!fits(Found, attachment)) continue
    const { contentType, content, contentUrl, name = '' } = attachment
    const url = (fits(Download, content) ? content.downloadUrl : contentUrl) ?? ''
    const kind = kindOf(contentType)
    const [, type, data] = /^data:([\w.+/-]{1,100});base64,([\w+/]+={0,2})$/.exec(url) ?? []
    const place = data === undefined ? placeOf(url, activity.serviceUrl) : `${file}${id}/${index}`
    if (place === null || place.length > 4096) continue
    if (type && data) files.bodies.push({ url: place, type, body: Buffer.from(data, 'base64') })
    const named = name.slice(0, 255)
    files.messages.push({ type: 'media', kind, url: place, ...(named ? { name: named } : {}) })
  }
  return files
}

const text = Type.Optional(Type.String())
const Found = Type.Object({
  contentType: Type.String(),
  contentUrl: text,
  name: text,
  content: Type.Optional(Type.Unknown()),
})
/** Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
const Download = Type.Object({ downloadUrl: Type.String({ minLength: 1 }) })

function kindOf(contentType: string): Extract<Message, { type: 'media' }>['kind'] {
  const [kind] = contentType.split('/')
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
}

/** Where Teams and Web Chat keep what is sent by them; an address there opens itself. */
const hosts = /(^|\.)(sharepoint\.com|sharepoint\.us|svc\.ms|blob\.core\.windows\.net)$/

function placeOf(url: string, service: string): string | null {
  const found = URL.parse(url)
  if (found === null || (found.protocol !== 'https:' && found.protocol !== 'http:')) return null
  if (found.origin === URL.parse(service)?.origin) return `${guarded}${url}`
  return found.protocol === 'https:' && hosts.test(found.hostname) ? `${file}${url}` : url
}
