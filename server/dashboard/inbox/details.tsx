import { ArrowLeft } from 'lucide-react'
import { Link } from 'wouter'
import type { Values } from '../../../bots/message.ts'
import type { Detail, View } from '../../api.ts'
import { Channel } from '../parts/channel.tsx'
import { wordsOfValue } from '../parts/pairs.tsx'
import { When } from '../parts/when.tsx'
import { texts } from '../texts.ts'
import { Contact } from './contact.tsx'
import { place } from './place.ts'

/** What an agent sees first: why a person is needed, what is known already, and who it is. */
export function Details({ detail, view }: { detail: Detail; view: View }) {
  const { brief, conversation, contact, earlier } = detail
  return (
    <aside className="details" aria-label={texts.details}>
      <Link href={place(view, conversation.id)} className="button plain not-wide details-back">
        <ArrowLeft size={16} aria-hidden className="flips" />
        {texts.back}
      </Link>
      <h2 className="hidden">{texts.details}</h2>
      <section>
        <h3>{brief.reason ? texts.why : texts.stands}</h3>
        <p>{brief.why}</p>
        {brief.mood?.map((sign) => (
          <p key={sign}>
            <bdi>{sign}</bdi>
          </p>
        ))}
      </section>
      {Object.keys(brief.collected).length > 0 && (
        <section>
          <h3>{texts.collected}</h3>
          <Facts values={brief.collected} />
        </section>
      )}
      {brief.lastWords.length > 0 && (
        <section>
          <h3>{texts.lastWords}</h3>
          {brief.lastWords.map((said, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same words may be said twice
            <blockquote key={index}>
              <bdi>{said}</bdi>
            </blockquote>
          ))}
        </section>
      )}
      <Contact key={contact.id} contact={contact} conversation={conversation.id} />
      <section>
        <h3>{texts.identities}</h3>
        <ul className="plain-list">
          {contact.identities.map(({ id, account, address, name }) => (
            <li key={id}>
              <Channel name={account.split('/')[0] ?? account} /> <bdi>{name ?? address}</bdi>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{texts.earlier}</h3>
        {earlier.length === 0 && <p className="hint">{texts.noEarlier}</p>}
        <ul className="plain-list">
          {earlier.map(({ id, at, mode }) => (
            <li key={id}>
              <Link href={place(view, id)}>
                <When at={at} />
              </Link>{' '}
              <span className="hint">{texts.modes[mode]}</span>
            </li>
          ))}
        </ul>
      </section>
      {brief.path.length > 0 && (
        <section>
          <h3>{texts.path}</h3>
          <ol className="path">
            {brief.path.map((node, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a node may be gone through twice
              <li key={index}>
                <code>{node}</code>
              </li>
            ))}
          </ol>
        </section>
      )}
    </aside>
  )
}

function Facts({ values }: { values: Values }) {
  return (
    <dl className="facts">
      {Object.entries(values).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{wordsOfValue(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
