import type { Json, Values } from '../../../bots/message.ts'
import { Choice, Field, textIn } from '../parts/field.tsx'
import { texts } from '../texts.ts'
import type { SettingSchema, SettingsSchema } from './accountLine.ts'

/** One setting of an account, drawn from its schema. A stored secret shows its last letters, and is kept if left empty. */
export function Setting(props: {
  name: string
  schema: SettingSchema
  required: boolean
  stored: Json | undefined
}) {
  const { name, schema, required, stored } = props
  const label = schema.title ?? spaced(name)
  const from = stored === undefined || stored === null ? schema.default : stored
  const field = settingPrefix + name
  if (schema.type === 'boolean') {
    return (
      <label className="radio">
        <input type="checkbox" name={field} defaultChecked={from === true} />
        <span>
          {label}
          {schema.description !== undefined && <span className="hint"> {schema.description}</span>}
        </span>
      </label>
    )
  }
  const values = valuesOf(schema)
  if (values.length > 0) {
    return (
      <Choice
        name={field}
        label={label}
        defaultValue={from === undefined ? '' : String(from)}
        required={required}
      >
        {!required && <option value="" />}
        {values.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </Choice>
    )
  }
  const kept = schema.secret === true && typeof stored === 'string' && stored !== ''
  return (
    <Field
      name={field}
      label={label}
      hint={[schema.description, kept ? texts.secretKept : ''].filter(Boolean).join(' ') || undefined}
      type={schema.secret ? 'password' : isNumber(schema) ? 'number' : 'text'}
      autoComplete="off"
      placeholder={kept ? stored : undefined}
      defaultValue={
        schema.secret || from === undefined
          ? ''
          : typeof from === 'object'
            ? JSON.stringify(from)
            : String(from)
      }
      required={required && !kept}
      pattern={schema.pattern?.replace(/^\^|\$$/g, '')}
      minLength={schema.minLength}
      maxLength={schema.maxLength}
      min={schema.minimum}
      max={schema.maximum}
      step={schema.type === 'integer' ? 1 : 'any'}
    />
  )
}

/** What was filled in. What was left empty is left out: a stored secret stays, a default holds. */
export function settingsIn(form: FormData, schema: SettingsSchema): Values {
  const found: Values = {}
  for (const [name, setting] of Object.entries(schema.properties ?? {})) {
    const text = textIn(form, settingPrefix + name).trim()
    if (setting.type === 'boolean') found[name] = text !== ''
    else if (text !== '') found[name] = isNumber(setting) ? Number(text) : text
  }
  return found
}

/** Keeps a setting called `name` apart from the account's own. */
const settingPrefix = 'setting.'

function isNumber({ type }: SettingSchema): boolean {
  return type === 'number' || type === 'integer'
}

function valuesOf({ enum: listed, anyOf }: SettingSchema): string[] {
  const constants = anyOf?.map((option) => option.const)
  if (constants?.every((value) => value !== undefined)) return constants.map(String)
  return listed?.map(String) ?? []
}

function spaced(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\b(api|id|sid|url)\b/g, (short) => short.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}
