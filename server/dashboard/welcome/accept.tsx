import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import type { Me } from '../../api.ts'
import { call, wordsOf } from '../data/wire.ts'
import { Field, textIn } from '../parts/field.tsx'
import { texts } from '../texts.ts'
import { Welcome } from './welcome.tsx'

/** Takes a one-time link: the first administrator's (`first`), or an invitation's. */
export function Accept({ first = false }: { first?: boolean }) {
  const token = useSearchParams()[0].get('token')
  const [, go] = useLocation()
  const client = useQueryClient()
  const accept = useMutation({
    mutationFn: (body: { token: string; name: string; email: string; password: string }) =>
      call<Me>('POST', '/api/login/accept', body),
    onSuccess: (me) => {
      client.setQueryData(['me'], me)
      go('/inbox/queue', { replace: true })
    },
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    accept.mutate({
      token: token ?? '',
      name: textIn(form, 'name'),
      email: textIn(form, 'email'),
      password: textIn(form, 'password'),
    })
  }
  return (
    <Welcome title={first ? texts.setUp : texts.join} hint={first ? texts.setUpHint : texts.joinHint}>
      <form onSubmit={submit} className="stack">
        <Field name="name" label={texts.yourName} autoComplete="name" maxLength={100} required />
        <Field name="email" label={texts.email} type="email" autoComplete="username" required />
        <Field
          name="password"
          label={texts.password}
          hint={texts.passwordHint}
          type="password"
          autoComplete="new-password"
          minLength={10}
          maxLength={200}
          required
        />
        {(token === null || accept.isError) && (
          <p role="alert" className="fault">
            {token === null ? texts.noToken : wordsOf(accept.error)}
          </p>
        )}
        <button type="submit" className="button main" disabled={token === null || accept.isPending}>
          {texts.begin}
        </button>
      </form>
    </Welcome>
  )
}
