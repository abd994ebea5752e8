import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { PhraseGroup, TrainingState } from '../../api.ts'
import { useDesk } from '../data/desk.ts'
import { call, wordsOf } from '../data/wire.ts'
import { place } from '../inbox/place.ts'
import { Blank, Skeleton, Trouble } from '../parts/blank.tsx'
import { Field, textIn } from '../parts/field.tsx'
import { texts } from '../texts.ts'
import { Page } from './page.tsx'
import { UnderstandingReport } from './understandingReport.tsx'

/** What the bot did not understand, with what is to become of it, the training, and the report. */
export function Understanding() {
  const { me } = useDesk()
  const admin = me.role === 'admin'
  const groups = useQuery({
    queryKey: ['phrases'],
    queryFn: async () => (await call<{ items: PhraseGroup[] }>('GET', '/api/nlu/phrases')).items,
    enabled: admin,
  })
  if (!admin)
    return (
      <Page title={texts.understanding} hint={texts.adminOnly}>
        {null}
      </Page>
    )
  return (
    <Page title={texts.understanding} hint={texts.understandingHint} action={<Train />}>
      <h2>{texts.notUnderstood}</h2>
      {groups.isPending ? (
        <Skeleton rows={4} />
      ) : groups.isError ? (
        <Trouble error={groups.error} retry={() => void groups.refetch()} />
      ) : groups.data.length === 0 ? (
        <Blank text={texts.allUnderstood} />
      ) : (
        <ul className="things">
          {groups.data.map((group) => (
            <Group key={group.id} group={group} />
          ))}
        </ul>
      )}
      <UnderstandingReport />
    </Page>
  )
}

function Group({ group }: { group: PhraseGroup }) {
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: (as: 'ignored' | { intent: string }) =>
      call('POST', '/api/nlu/phrases', { phrases: group.phrases.slice(0, 500), as }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['phrases'] }),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const intent = textIn(new FormData(event.currentTarget), 'intent').trim()
    if (intent !== '') decide.mutate({ intent })
  }
  return (
    <li className="thing">
      <div className="thing-name">
        {group.examples.map(({ text, why, conversation }) => (
          <span key={conversation + text}>
            <bdi>{text}</bdi>{' '}
            <Link href={place('closed', conversation)} className="hint">
              {texts.learnedFrom[why]}
            </Link>
          </span>
        ))}
        <span className="hint">{texts.times(group.count)}</span>
      </div>
      <form onSubmit={submit} className="buttons">
        <Field
          name="intent"
          label={texts.intentFor}
          defaultValue={group.nearest?.intent ?? ''}
          pattern="[A-Za-z][A-Za-z0-9_\-]*"
          maxLength={50}
          required
        />
        <button type="submit" className="button" disabled={decide.isPending}>
          {texts.addToIntent}
        </button>
        <button
          type="button"
          className="button plain"
          disabled={decide.isPending}
          onClick={() => decide.mutate('ignored')}
        >
          {texts.ignore}
        </button>
      </form>
      {decide.isError && (
        <p role="alert" className="fault thing-why">
          {wordsOf(decide.error)}
        </p>
      )}
    </li>
  )
}

/** Trains the bot with what was edited; while it goes on it is looked at each second. */
function Train() {
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const state = useQuery({
    queryKey: ['training'],
    queryFn: () => call<TrainingState>('GET', '/api/nlu/train'),
    refetchInterval: ({ state }) => (state.data?.state === 'training' ? 1000 : false),
  })
  const change = useMutation({
    mutationFn: (method: 'POST' | 'DELETE') => call<TrainingState>(method, '/api/nlu/train'),
    onSuccess: (now) => client.setQueryData(['training'], now),
  })
  const now = state.data
  const going = now?.state === 'training'
  return (
    <div className="stack">
      <button
        type="button"
        className="button main"
        disabled={change.isPending}
        onClick={() => {
          setAsked(true)
          change.mutate(going ? 'DELETE' : 'POST')
        }}
      >
        {going ? texts.cancelTraining(Math.round(now.share * 100)) : texts.train}
      </button>
      <p role="status" className="hint">
        {asked && now && now.state !== 'idle' && texts.trainingStates[now.state]}
      </p>
      {asked && now?.error !== undefined && <p className="fault">{now.error}</p>}
    </div>
  )
}
