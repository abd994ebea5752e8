import cookie from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Me } from '../api.ts'
import type { Needs, Plugin } from '../app.ts'
import { Refusal } from './errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is logged in; set for every `/api` route that is not open. */
    me: Me | null
  }
  interface FastifyContextConfig {
    /** `open`: nobody needs to be logged in. `admin`: administrators only. Otherwise anyone who is logged in. */
    access?: 'open' | 'admin'
  }
}

/** Keeps `/api` to people who are logged in, and refuses what another site sends in their name. */
export const auth: Plugin = async (app, needs) => {
  await app.register(cookie)
  app.decorateRequest('me', null)
  app.addHook('onRequest', async (request) => {
    if (!request.routeOptions.url?.startsWith('/api/')) return
    refuseForeign(request, needs)
    const token = request.cookies[cookieName(needs)]
    request.me = token ? await needs.people.whose(token) : null
    const { access } = request.routeOptions.config
    if (access === 'open') return
    if (!request.me) throw new Refusal(401, 'login', 'Log in first.')
    if (access === 'admin' && request.me.role !== 'admin')
      throw new Refusal(403, 'role', 'This needs an administrator.')
  })
}

/** The person behind a request that auth let through. */
export function meOf(request: FastifyRequest): Me {
  if (!request.me) throw new Refusal(401, 'login', 'Log in first.')
  return request.me
}

/** Gives the browser its session. */
export function setSession(reply: FastifyReply, needs: Needs, token: string | null): void {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(needs) } as const
  if (token) reply.setCookie(cookieName(needs), token, { ...options, maxAge: 12 * 3600 })
  else reply.clearCookie(cookieName(needs), options)
}

/** `__Host-` binds the cookie to this host; browsers take it over https only. */
export const cookieName = (needs: Needs) => (isSecure(needs) ? '__Host-parley' : 'parley')

const isSecure = ({ address }: Needs) => address?.startsWith('https:') ?? false

/** A page of another site can neither set our header nor hide where it comes from. */
function refuseForeign(request: FastifyRequest, { address }: Needs): void {
  const { origin, host, upgrade } = request.headers
  const changes = request.method !== 'GET' && request.method !== 'HEAD'
  const own = [`http://${host}`, `https://${host}`, address]
  if (origin !== undefined && !own.includes(origin))
    throw new Refusal(403, 'origin', 'This came from another site.')
  if (upgrade && origin === undefined)
    throw new Refusal(403, 'origin', 'A live connection must say where it comes from.')
  if (changes && request.headers['x-parley'] !== '1')
    throw new Refusal(403, 'origin', 'The header x-parley: 1 is missing.')
}
