import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, wordsOf } from '../data/wire.ts'
import { Channel } from '../parts/channel.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'
import { type AccountLine, accountPath } from './accountLine.ts'

/** A connection: whether it is on, why not, and a look at each thing it needs. */
export function Account(props: { account: AccountLine; admin: boolean; edit: () => void }) {
  const { account, edit } = props
  const changes = props.admin && !account.fixed
  const [removing, setRemoving] = useState(false)
  const check = useMutation({
    mutationFn: () =>
      call<{ items: { name: string; ok: boolean; help?: string }[] }>('GET', `${accountPath(account)}/check`),
  })
  return (
    <li className="thing">
      <div className="thing-name">
        <strong>
          <bdi>{account.name}</bdi>
        </strong>
        <span className="hint">
          <Channel name={account.channel} />
          {account.bot !== null && <> · {texts.answeredBy(account.bot)}</>}
        </span>
      </div>
      <span className={account.off === null ? 'pill ok' : 'pill warn'}>
        {account.off === null ? texts.working : texts.off}
      </span>
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={check.isPending || !props.admin}
          onClick={() => check.mutate()}
        >
          {check.isPending ? texts.checking : texts.check}
        </button>
        <button type="button" className="button" disabled={!changes} onClick={edit}>
          {texts.edit}
        </button>
        <button type="button" className="button plain" disabled={!changes} onClick={() => setRemoving(true)}>
          {texts.remove}
        </button>
      </div>
      {account.closed !== undefined && <p className="thing-why">{account.closed}</p>}
      {account.off !== null && <p className="thing-why">{account.off}</p>}
      <p className="thing-why hint">
        {texts.webhook} <code>{new URL(account.webhook, location.origin).href}</code>
        {account.fixed && ` · ${texts.fixed}`}
      </p>
      <div role="status" className="thing-why">
        {check.isError && <p className="fault">{wordsOf(check.error)}</p>}
        {check.data && (
          <ul className="checks">
            {check.data.items.map(({ name, ok, help }) => (
              <li key={name}>
                <span className={ok ? 'pill ok' : 'pill bad'}>{ok ? texts.checkOk : texts.checkBad}</span>{' '}
                {name}
                {help !== undefined && <span className="hint"> {help}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Sheet
        open={removing}
        close={() => setRemoving(false)}
        title={texts.removeAccount(account.name)}
        hint={texts.removeHint}
      >
        <Remove account={account} close={() => setRemoving(false)} />
      </Sheet>
    </li>
  )
}

function Remove({ account, close }: { account: AccountLine; close: () => void }) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call<null>('DELETE', accountPath(account)),
    onSuccess: async () => {
      close()
      await client.invalidateQueries({ queryKey: ['accounts'] })
    },
  })
  return (
    <>
      {remove.isError && (
        <p role="alert" className="fault">
          {wordsOf(remove.error)}
        </p>
      )}
      <div className="buttons">
        <button type="button" className="button" onClick={close}>
          {texts.cancel}
        </button>
        <button
          type="button"
          className="button danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {texts.remove}
        </button>
      </div>
    </>
  )
}
