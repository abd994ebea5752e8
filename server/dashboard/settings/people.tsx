import { useMutation } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Role } from '../../api.ts'
import { useDesk } from '../data/desk.ts'
import { usePeople } from '../data/session.ts'
import { call, wordsOf } from '../data/wire.ts'
import { Skeleton, Trouble } from '../parts/blank.tsx'
import { Face } from '../parts/face.tsx'
import { Choice, Field, textIn } from '../parts/field.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'
import { Page } from './page.tsx'

/** Everybody who can answer here, and the way to ask another in. */
export function People() {
  const { me } = useDesk()
  const people = usePeople()
  const [inviting, setInviting] = useState(false)
  const admin = me.role === 'admin'
  return (
    <Page
      title={texts.people}
      hint={admin ? texts.peopleHint : texts.adminOnly}
      action={
        <button type="button" className="button main" disabled={!admin} onClick={() => setInviting(true)}>
          <UserPlus size={15} aria-hidden />
          {texts.invite}
        </button>
      }
    >
      {people.isPending ? (
        <Skeleton rows={3} />
      ) : people.isError ? (
        <Trouble error={people.error} retry={() => void people.refetch()} />
      ) : (
        <ul className="things">
          {people.data.map(({ id, name, email, role, presence }) => (
            <li key={id} className="thing">
              <Face name={name} />
              <div className="thing-name">
                <strong>
                  <bdi>{name}</bdi>
                </strong>
                <span className="hint">{email}</span>
              </div>
              <span className="hint">{texts[role]}</span>
              <span className={`pill ${presence === 'online' ? 'ok' : ''}`}>{texts[presence]}</span>
            </li>
          ))}
        </ul>
      )}
      <Sheet open={inviting} close={() => setInviting(false)} title={texts.invite}>
        <Invite />
      </Sheet>
    </Page>
  )
}

function Invite() {
  const [copied, setCopied] = useState(false)
  const invite = useMutation({
    mutationFn: (role: Role) => call<{ link: string }>('POST', '/api/people', { role }),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const role = textIn(new FormData(event.currentTarget), 'role')
    invite.mutate(role === 'admin' ? 'admin' : 'agent')
  }
  if (invite.data !== undefined) {
    const link = new URL(invite.data.link, location.origin).href
    return (
      <div className="stack">
        <Field label={texts.inviteLink} hint={texts.inviteReady} value={link} readOnly />
        <div className="buttons">
          <button
            type="button"
            className="button main"
            onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}
          >
            {copied ? texts.copied : texts.copy}
          </button>
        </div>
      </div>
    )
  }
  return (
    <form onSubmit={submit} className="stack">
      <Choice name="role" label={texts.inviteAs} defaultValue="agent">
        <option value="agent">{texts.agent}</option>
        <option value="admin">{texts.admin}</option>
      </Choice>
      {invite.isError && (
        <p role="alert" className="fault">
          {wordsOf(invite.error)}
        </p>
      )}
      <div className="buttons">
        <button type="submit" className="button main" disabled={invite.isPending}>
          {texts.makeLink}
        </button>
      </div>
    </form>
  )
}
