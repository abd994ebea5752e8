import { Menu } from '@base-ui/react/menu'
import { ArrowLeft, ChevronDown, PanelRight } from 'lucide-react'
import { Link } from 'wouter'
import type { Summary, View } from '../../api.ts'
import { useDesk } from '../data/desk.ts'
import { Channel } from '../parts/channel.tsx'
import { PromiseLeft } from '../parts/promiseLeft.tsx'
import { texts } from '../texts.ts'
import type { Move } from './moves.ts'
import { place } from './place.ts'

/** Who is talked with, how much time is left, and what can be done. */
export function Header({ summary, view, moves }: { summary: Summary; view: View; moves: Move[] }) {
  const { me } = useDesk()
  const main = moves.find((move) => move.main)
  const details = moves.find(({ name }) => name === texts.details)
  const others = moves.filter((move) => move !== main && move !== details)
  return (
    <header className="head">
      <Link href={place(view)} className="button plain square only-small" aria-label={texts.back}>
        <ArrowLeft size={18} aria-hidden className="flips" />
      </Link>
      <div className="head-who">
        <h2>
          <bdi>{summary.name}</bdi>
        </h2>
        <Channel name={summary.channel} />
        {summary.mode === 'waiting' && summary.waiting && <PromiseLeft waiting={summary.waiting} />}
        {summary.ownerName !== undefined && summary.owner !== `agent:${me.id}` && (
          <span className="head-owner">{texts.with(summary.ownerName)}</span>
        )}
      </div>
      {main && (
        <button type="button" className={main.main === 'next' ? 'button main' : 'button'} onClick={main.run}>
          {main.name}
          {main.key && <kbd aria-hidden>{main.key.toUpperCase()}</kbd>}
        </button>
      )}
      <Menu.Root>
        <Menu.Trigger className="button" aria-label={texts.actions}>
          <span className="not-small">{texts.actions}</span>
          <ChevronDown size={15} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="end" sideOffset={6} className="floating">
            <Menu.Popup className="menu">
              {others.map((move) => (
                <Menu.Item key={move.name} className="menu-item" onClick={() => setTimeout(move.run)}>
                  {move.name}
                  {move.key && <kbd aria-hidden>{move.key.toUpperCase()}</kbd>}
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {details && (
        <button
          type="button"
          className="button plain square not-wide"
          aria-label={texts.details}
          onClick={details.run}
        >
          <PanelRight size={18} aria-hidden className="flips" />
        </button>
      )}
    </header>
  )
}
