import type { Channel } from '../channel.ts'
import { connect } from '../platforms/wechat/connect.ts'
import { inbound } from '../platforms/wechat/inbound.ts'
import { render, type WeChatCall } from '../platforms/wechat/render.ts'
import { settings, type WeChatSettings } from '../platforms/wechat/settings.ts'
import { fieldsIn, handshake, verify } from '../platforms/wechat/verify.ts'

/** Official accounts of WeChat. Source: https://developers.weixin.qq.com/doc/offiaccount/en/Getting_Started/Overview.html */
export const wechat: Channel<WeChatSettings, WeChatCall> = {
  title: 'WeChat',
  settings,
  limits: {
    text: 2048,
    unit: 'bytes',
    choices: 10, // lines of a menu: more of them are hard to touch
    choiceText: 60,
    choiceValue: 63, // WeChat names no limit for an id: it is kept short, with a bar between the visit and the value
    media: ['image'], // of sound and video WeChat wants formats and cover pictures, which we do not have
    caption: 2048, // a message of its own
    location: false,
    card: false,
    window: { botHours: 48, agentHours: 48, messages: 5 },
    batch: 1,
  },
  off,
  verify: (request, account) => verify(request, account, Date.now()),
  answer: (request, account) => handshake(request, account, Date.now()),
  // Within five seconds, or WeChat asks again and tells the customer that the account is out of service.
  stored: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'success' }),
  parse: (request, account) => inbound(fieldsIn(request, account)),
  render,
  connect,
}

function off({ appId, appSecret, token }: WeChatSettings): string | null {
  if (!token) return 'WECHAT_TOKEN is not set: it is by this that deliveries of WeChat are known.'
  if (!appId) return 'WECHAT_APP_ID is not set: it is the AppID of the official account.'
  if (!appSecret) return 'WECHAT_APP_SECRET is not set: it is with this that Parley answers.'
  return null
}
