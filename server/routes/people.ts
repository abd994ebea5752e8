import Type from 'typebox'
import { Presence } from '../api.ts'
import type { Plugin } from '../app.ts'
import { meOf } from '../plugins/auth.ts'

const Invitation = Type.Object(
  { role: Type.Union([Type.Literal('admin'), Type.Literal('agent')]) },
  { additionalProperties: false },
)

/** Who works here, and whether they are on duty. */
export const people: Plugin = (app, needs) => {
  app.get('', async () => ({ items: await needs.people.all() }))

  app.put('/me', { schema: { body: Presence } }, async (request) => {
    const me = meOf(request)
    const { presence } = request.body
    await needs.people.present(me.id, presence)
    if (presence === 'away') await needs.store.attend(me.id, 0)
    return { ...me, presence }
  })

  app.post('', { config: { access: 'admin' }, schema: { body: Invitation } }, async (request) => {
    const token = await needs.people.invite(request.body.role)
    return { link: `/invite?token=${token}` }
  })
}
