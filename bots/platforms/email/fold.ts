/**
 * What is new in an answer: without the mail it quotes and without a signature. Quotes between new lines go too,
 * since the whole mail is kept beside. A mail that is nothing but a quote stays as it is.
 */
export function fold(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const fresh = withoutSignature(withoutQuotes(lines.slice(0, history(lines))))
  return tidy(fresh) || tidy(lines)
}

const quoted = (line: string) => /^\s*>/.test(line)
const blank = (line: string) => line.trim() === ''

/** Where the old mail begins that stands below without marks; the end where there is none. */
function history(lines: string[]): number {
  const lastQuoted = lines.findLastIndex(quoted)
  const at = lines.findIndex((line, index) => {
    if (original.test(line)) return true
    const next = lines.slice(index, index + 8)
    if (from.test(line) && next.some((one) => sent.test(one)) && next.some((one) => about.test(one)))
      return true
    // An attribution with what it names below it, unmarked: with marks only the marked lines go.
    const length = index > lastQuoted ? attribution(lines, index) : 0
    return length > 0 && timed.test(lines.slice(index, index + length).join(' '))
  })
  if (at === -1) return lines.length
  const above = lines.slice(0, at).findLastIndex((line) => !blank(line))
  return above >= 0 && /^\s*_{8,}\s*$/.test(lines[above] ?? '') ? above : at
}

const original =
  /^\s*-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|Original-Nachricht)\s*-{2,}\s*$/i
const from = /^\s*\*{0,2}(?:From|Von|De|Da|Van|Från|Fra|Od|От|发件人|差出人|보낸 사람)\s?:\*{0,2}\s*\S/i
const sent =
  /^\s*\*{0,2}(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el| em)?|Enviada em|Fecha|Data|Inviato|Verzonden|Skickat|Sendt|Wysłano|Дата|发送时间|送信日時|보낸 날짜)\s?:/i
const about =
  /^\s*\*{0,2}(?:Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Ämne|Emne|Temat|Тема|主题|件名|제목)\s?:/i

/** An address or a time of day: without one, "On 3 May I wrote:" may be the customer's own words. */
const timed = /@|\b\d{1,2}[:.h]\d{2}\b/

const wrote =
  /(?:(?:schrieb|schreef|skrev) .{1,100}:|wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał\(?a?\)?|написал\(?а?\)?|写道|のメール|님이 작성)\s*[:：]?\s*$/i

/** How many lines name who wrote what follows, as in "On Monday Ann wrote:"; 0 where none does. */
function attribution(lines: string[], at: number): number {
  const first = lines[at] ?? ''
  // The end that tells is on the line itself or, since lines are broken, on one of the next two.
  if (
    blank(first) ||
    quoted(first) ||
    !/^\s*(?:On|Am|Le|El|Em|Il|Op|Den|W dniu|Dnia|\d|Пн|Вт|Ср|Чт|Пт|Сб|Вс|在)/i.test(first)
  )
    return 0
  for (let length = 1; length <= 3; length++) {
    const told = lines.slice(at, at + length)
    if (told.slice(1).some((line) => blank(line) || quoted(line))) return 0
    const whole = told.join(' ')
    if (wrote.test(whole)) return /\d|@/.test(whole) ? length : 0
  }
  return 0
}

function withoutQuotes(lines: string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (quoted(line)) continue
    const length = attribution(lines, at)
    let below = at + length
    while (length > 0 && below < lines.length && blank(lines[below] ?? '')) below++
    if (length > 0 && quoted(lines[below] ?? '')) at += length - 1
    else kept.push(line)
  }
  return kept
}

/** A longer end than this is no signature, lines. */
const longest = 20

function withoutSignature(lines: string[]): string[] {
  const dashes = lines.findLastIndex((line) => /^-- ?$/.test(line) || /^—\s*$/.test(line))
  const cut = dashes >= 0 && lines.length - dashes <= longest ? lines.slice(0, dashes) : lines
  const last = cut.findLastIndex((line) => !blank(line))
  return phone.test(cut[last] ?? '') ? cut.slice(0, last) : cut
}

// What phones and apps write below every mail.
const phone =
  /^\s*(?:Sent from my \S.{0,60}|Sent from (?:Mail|Outlook|Yahoo|Proton)\b.{0,60}|Sent via \S.{0,60}|Get Outlook for .{1,40}|Von meinem .{1,40} gesendet\.?|Envoyé de mon .{1,40}|Enviado (?:desde|do) (?:mi|meu) .{1,40}|Inviato da(?:l mio)? .{1,40}|Verstuurd vanaf mijn .{1,40})\s*$/i

function tidy(lines: string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
