import Type from 'typebox'
import type { Connection, ConnectionNeeds } from '../../channel.ts'
import { download } from '../download.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { send } from '../send.ts'
import { api } from './api.ts'
import { check } from './check.ts'
import { file } from './content.ts'
import { faultOf, stale } from './failure.ts'
import { fetchPicture } from './picture.ts'
import type { WeChatCall } from './render.ts'
import type { WeChatSettings } from './settings.ts'

/** Opens an official account. WeChat gives messages no ids, so they have the job's; it takes no idempotency key. */
export function connect(settings: WeChatSettings, needs: ConnectionNeeds): Connection<WeChatCall> {
  const account = api(settings, needs)
  const closing = new AbortController()
  const within = () => AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])

  /** A picture is uploaded first; its address is said where that cannot be done, since nothing has left. */
  async function ready({ picture, ...call }: WeChatCall, signal: AbortSignal): Promise<object> {
    if (picture === undefined) return call
    try {
      return { touser: call.touser, msgtype: 'image', image: { media_id: await upload(picture, signal) } }
    } catch (error) {
      needs.log.info({ error }, 'WeChat does not get a picture, but its address')
      return call
    }
  }

  // https://developers.weixin.qq.com/doc/offiaccount/en/Asset_Management/New_temporary_materials.html
  async function upload(picture: string, signal: AbortSignal): Promise<string> {
    const { body, type } = await fetchPicture(needs.fetch, picture, signal)
    const said = await account.upload('media/upload', { kind: 'image', type, body }, signal)
    if (!fits(Uploaded, said)) throw new Error('WeChat gave an answer that is none.')
    return said.media_id
  }

  /** WeChat says what is wrong, and where a video is, as JSON in the place of the file. */
  async function fetched(id: string, by: string, signal: AbortSignal) {
    const address = account.url('media/get', by)
    address.searchParams.set('media_id', id)
    const got = await download(needs.fetch, address, { headers: {}, signal, trusted: settings.apiBase })
    return /json|text\/plain/.test(got.type) ? { words: await wordsOf(got.body) } : got
  }

  return {
    send: (calls, { key, signal }) =>
      send(calls, signal, async (call) => {
        await account.call('message/custom/send', signal, await ready(call, signal))
        return key
      }),
    async typing({ id: touser }) {
      await account
        .call('message/custom/typing', within(), { touser, command: 'Typing' })
        .catch((error: unknown) => needs.log.debug({ error }, 'WeChat did not take a hint'))
    },
    async media(url, signal) {
      if (!url.startsWith(file)) throw new Error('This is no file of WeChat.')
      const got = await account.withToken(
        (by) => fetched(url.slice(file.length), by, signal),
        (answer) => 'words' in answer && stale.has(faultOf(answer.words).code),
      )
      if (!('words' in got)) return got
      const told = json(got.words)
      const video = fits(Video, told) ? URL.parse(told.video_url) : null
      if (video !== null && isOfWeChat(video, settings))
        return download(needs.fetch, video, { headers: {}, signal, trusted: settings.apiBase })
      const { code, words } = faultOf(got.words)
      throw new Error(`WeChat did not give the file: ${code} ${words}`.trim())
    },
    check: () => check((path) => account.call(path, within()), account.access, needs.webhook),
    async close() {
      closing.abort()
    },
  }
}

const Uploaded = Type.Object({ media_id: Type.String({ minLength: 1 }) })
const Video = Type.Object({ video_url: Type.String() })

function isOfWeChat({ protocol, hostname, origin }: URL, { apiBase }: WeChatSettings): boolean {
  if (origin === URL.parse(apiBase)?.origin) return true
  return protocol === 'https:' && /(^|\.)(qq\.com|qpic\.cn)$/.test(hostname)
}

/** At the most 64 KB: it should be a line of JSON. */
async function wordsOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > 65_536) break
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
