import { useQuery } from '@tanstack/react-query'
import type { Report } from '../../api.ts'
import { call } from '../data/wire.ts'
import { Skeleton, Trouble } from '../parts/blank.tsx'
import { texts } from '../texts.ts'

/** How well the bot tells its phrases apart; made when asked for, since the bot is trained seven times for it. */
export function UnderstandingReport() {
  const report = useQuery({
    queryKey: ['report'],
    queryFn: () => call<Report>('GET', '/api/nlu/report'),
    enabled: false,
  })
  const { data } = report
  return (
    <>
      <h2>{texts.report}</h2>
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={report.isFetching}
          onClick={() => void report.refetch()}
        >
          {texts.makeReport}
        </button>
      </div>
      {report.isFetching ? (
        <Skeleton rows={3} />
      ) : report.isError ? (
        <Trouble error={report.error} retry={() => void report.refetch()} />
      ) : (
        data && <Found report={data} />
      )}
    </>
  )
}

const shown = 8

function Found({ report }: { report: Report }) {
  const { accuracy, answered, askedBack, handedOff, wrong, intents, confusions, changed = [] } = report
  const figures = { accuracy, answered, askedBack, handedOff, wrong }
  return (
    <>
      <dl className="facts">
        {Object.entries(figures).map(([name, value]) => (
          <div key={name}>
            <dt>{texts.figures[name]}</dt>
            <dd>{value === null ? '–' : `${value.toFixed(1)} %`}</dd>
          </div>
        ))}
      </dl>
      <h3>{texts.weakest}</h3>
      <ul className="things">
        {intents.slice(0, shown).map(({ intent, right, phrases, f1 }) => (
          <li key={intent} className="thing">
            <span className="thing-name">{intent}</span>
            <span className="hint">{texts.rightOf(right, phrases, Math.round(f1))}</span>
          </li>
        ))}
      </ul>
      {confusions.length > 0 && <h3>{texts.confusions}</h3>}
      <ul className="things">
        {confusions.slice(0, shown).map(({ intent, heard, phrases }) => (
          <li key={`${intent} ${heard}`} className="thing">
            <span className="thing-name">{texts.takenFor(intent, heard ?? texts.nothing)}</span>
            <span className="hint thing-why">
              <bdi>{phrases.map(({ text }) => `“${text}”`).join(' ')}</bdi>
            </span>
          </li>
        ))}
      </ul>
      {changed.length > 0 && <h3>{texts.wouldChange(changed.length)}</h3>}
      <ul className="things">
        {changed.slice(0, shown).map(({ text, language, before, after }) => (
          <li key={`${language} ${text}`} className="thing">
            <bdi className="thing-name">{text}</bdi>
            <span className="hint">
              {`${before.decision} ${before.intent ?? ''} → ${after.decision} ${after.intent ?? ''}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
