import { Accept, Login } from '../api.ts'
import type { Plugin } from '../app.ts'
import { cookieName, setSession } from '../plugins/auth.ts'
import { Refusal } from '../plugins/errors.ts'

const open = { access: 'open' } as const
const few = { ...open, rateLimit: { max: 10, timeWindow: '1 minute' } }

/** Logging in and out, and becoming one of the people by a one-time link. */
export const login: Plugin = (app, needs) => {
  const { people } = needs

  app.get('', { config: open }, async (request) => ({ me: request.me }))

  app.post('', { config: few, schema: { body: Login } }, async (request, reply) => {
    const found = await people.login(request.body.email, request.body.password)
    if (!found) throw new Refusal(401, 'login', 'The e-mail or the password is not right.')
    setSession(reply, needs, found.token)
    return found.me
  })

  app.post('/accept', { config: few, schema: { body: Accept } }, async (request, reply) => {
    const made = await people.accept(request.body)
    if (made === 'gone')
      throw new Refusal(410, 'gone', 'This link was used or is too old. Ask for a new one.')
    if (made === 'known') throw new Refusal(409, 'known', 'Somebody with this e-mail is here already.')
    setSession(reply, needs, made.token)
    return made.me
  })

  app.delete('', { config: open }, async (request, reply) => {
    const token = request.cookies[cookieName(needs)]
    if (token) await people.logout(token)
    setSession(reply, needs, null)
    return {}
  })
}
