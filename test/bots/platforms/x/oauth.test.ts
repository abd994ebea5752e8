import { expect, test } from 'vitest'
import { authorization } from '../../../../bots/platforms/x/oauth.ts'

const signatureIn = (header: string) =>
  decodeURIComponent(/oauth_signature="([^"]+)"/.exec(header)?.[1] ?? '')

// https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature, with the addresses it had over the years
test.each([
  ['https://api.twitter.com/1/statuses/update.json', 'tnnArxj06cWHq44gCs1OSKk/jLY='],
  ['https://api.twitter.com/1.1/statuses/update.json', 'hCtSmYh+iHYCEqBWrE7C7hYmtUk='],
  ['https://api.x.com/1.1/statuses/update.json', 'Ls93hJiZbQ3akF3HF3x1Bz8/zU4='],
])("signs as X's example of %s", (address, signature) => {
  const url = new URL(`${address}?include_entities=true`)
  const form = { status: 'Hello Ladies + Gentlemen, a signed OAuth request!' }
  const signer = {
    apiKey: 'xvz1evFS4wEEPTGEFPHBog',
    apiSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
    accessToken: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
    accessSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
  }
  const by = { nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg', at: 1_318_622_958 }
  const header = authorization({ method: 'POST', url, form }, signer, by)
  expect(signatureIn(header)).toBe(signature)
  expect(header).toMatch(/^OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", oauth_nonce="kYjz/)
})

test('signs other parameters, another time and another account otherwise', () => {
  const signer = { apiKey: 'k', apiSecret: 's', accessToken: '7-t', accessSecret: "a'secret" }
  const sign = (address: string, at = 1, by = signer) =>
    signatureIn(authorization({ method: 'GET', url: new URL(address) }, by, { nonce: 'n', at }))
  const all = [
    sign('https://api.x.com/2/users/me'),
    sign('https://api.x.com/2/users/me?a=1'),
    sign('https://api.x.com/2/users/me', 2),
    sign('https://api.x.com/2/users/me', 1, { ...signer, accessSecret: 'another' }),
  ]
  expect(new Set(all).size).toBe(4)
})
