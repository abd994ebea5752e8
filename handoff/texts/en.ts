/**
 * What Parley itself says in English: the reference for the names every language has. A bot may put its own words
 * in their place. `words.…` are whole messages that ask for something wherever the bot stands, parted by `|`.
 */
export const en = {
  /** A person was asked for, or the flow wants one. Followed by the place, or by why nobody can answer yet. */
  connecting: 'I am getting someone for you.',
  /** An agent passed the conversation to a queue. */
  passed: 'I am passing you on to someone who can help.',
  /** A flow failed. */
  trouble: 'Something went wrong on my side, so I am getting someone for you.',
  /** `place` counts from 1. */
  place: 'You are number {{place}} in the queue.',
  /** Within business hours, with nobody on duty. */
  away: 'Nobody is here right now. Your message is kept, and you will get an answer as soon as someone is back.',
  closed: 'We are closed right now. Your message is kept, and you will get an answer when we are open again.',
  /** The button that leads out of the queue. */
  toBot: 'Back to the bot',
  back: 'The bot is back. How can I help?',
  /** The bot waits for something else than an answer. */
  moment: 'One moment, please.',
  /** A flow took the message and had nothing to say. */
  noted: 'Thank you, noted.',
  /** A sticker, a poll, a contact card. */
  unreadable: 'I cannot read this kind of message. Please tell me in words.',
  help: 'Answer in your own words, write “start over” to begin again, or “a person” to talk to someone.',
  /** After a long silence with a question open. */
  goodbye: 'I have not heard from you for a while, so I will close this for now. Write again any time.',
  /** An agent closed the conversation. */
  ended: 'This conversation is closed now. Write again any time.',
  didYouMean: 'Did you mean one of these?',
  neither: 'None of these',

  'words.person':
    'person | a person | real person | a real person | human | a human | agent | an agent | live agent | operator | representative | someone real | talk to a person | talk to a human | talk to someone | talk to an agent | speak to a person | speak to a human | speak to someone | speak to an agent | i want a person | i want to talk to a person | i want to talk to someone | i want to speak to a person | i need a person | i need a human | can i talk to a person | can i talk to someone | can i speak to a person | can i speak to someone | let me talk to a person',
  'words.restart': 'start over | start again | restart | begin again',
  'words.help': 'help | help me',
  /** Left away at either end of such a message. */
  'words.polite': 'please | pls | thanks | thank you | hi | hello',
}

/** One language of what Parley says. */
export type Texts = Record<keyof typeof en, string>
