import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationReference,
  TurnContext,
} from 'botbuilder'

/*
 * All that Parley has of Microsoft's SDK, in one file: support for botbuilder ended on 2025-12-31, and its successor,
 * @microsoft/agents-hosting, has an adapter of the same shape. It is loaded when the first account is connected,
 * since it takes 0.45 s and 60 MB. From it come the shapes of activities and cards, and the addressing and writing
 * of what is sent. Tokens, keys and the network are ours: its own client would go to any address it is told.
 */

/** What the service takes and gives. Source: https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md */
export type { Activity, Attachment, CardAction } from 'botbuilder'
export type Reference = Partial<ConversationReference>

/** Makes one request of the service's; throws when it was not taken. */
export type Network = (request: { url: string; method: string; body: string }) => Promise<string>

/** Says an activity in a conversation, and gives the id that the service tells; empty when it tells none. */
export async function say(
  network: Network,
  appId: string,
  to: Reference,
  activity: Partial<Activity>,
): Promise<string> {
  const credentials = {
    isValidAppId: async () => true,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({ signRequest: async <Unsigned>(request: Unsigned) => request }),
  }
  const httpClient: HttpClient = {
    // What throws here is not tried again by the SDK: retries are the outbox's.
    async sendRequest(request) {
      const { url, method, headers } = request
      const bodyAsText = await network({ url, method, body: String(request.body ?? '') })
      return { status: 200, headers, request, bodyAsText }
    },
  }
  const authentication = new ConfigurationBotFrameworkAuthentication({}, credentials, undefined, undefined, {
    httpClient,
  })
  let id = ''
  await new CloudAdapter(authentication).continueConversationAsync(appId, to, async (turn) => {
    // The turn itself would answer a message that is made up.
    const addressed = TurnContext.applyConversationReference({ ...activity }, to)
    const [sent] = await turn.adapter.sendActivities(turn, [addressed])
    id = sent?.id ?? ''
  })
  return id
}

type Options = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>
type HttpClient = NonNullable<Options['httpClient']>
