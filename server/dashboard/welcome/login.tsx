import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import type { Me } from '../../api.ts'
import { call, wordsOf } from '../data/wire.ts'
import { Field, textIn } from '../parts/field.tsx'
import { texts } from '../texts.ts'
import { Welcome } from './welcome.tsx'

/** Asks who is there. */
export function Login() {
  const client = useQueryClient()
  const login = useMutation({
    mutationFn: (body: { email: string; password: string }) => call<Me>('POST', '/api/login', body),
    onSuccess: (me) => client.setQueryData(['me'], me),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    login.mutate({ email: textIn(form, 'email'), password: textIn(form, 'password') })
  }
  return (
    <Welcome title={texts.logIn} hint={texts.logInHint}>
      <form onSubmit={submit} className="stack">
        <Field name="email" label={texts.email} type="email" autoComplete="username" required />
        <Field
          name="password"
          label={texts.password}
          type="password"
          autoComplete="current-password"
          required
        />
        {login.isError && (
          <p role="alert" className="fault">
            {wordsOf(login.error)}
          </p>
        )}
        <button type="submit" className="button main" disabled={login.isPending}>
          {texts.logIn}
        </button>
      </form>
    </Welcome>
  )
}
