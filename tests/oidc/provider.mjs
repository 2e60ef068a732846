// A provider whose users are whoever signs in; the claims of a user are its name. Settings come as one JSON argument.
// `wrong` has it answer some users wrongly: by name, what stands in the token, signed all the same, or the state that it leads back with.
import { Provider } from "oidc-provider";
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from "jose";

const { port, issuer, clientId, clientSecret, redirect, conform, wrong = {} } = JSON.parse(process.argv[2]);
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const kid = "tests";
const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirect], grant_types: ["authorization_code"] }],
  claims: { openid: ["sub"], profile: ["preferred_username"] },
  conformIdTokenClaims: conform,
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid }] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
});
provider.use(async (context, next) => {
  await next();
  if (context.body?.id_token) {
    const claims = decodeJwt(context.body.id_token);
    const changed = { ...claims, ...wrong[claims.sub]?.claims };
    context.body.id_token = await new SignJWT(changed).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
  }
  const back = context.response.get("location"), state = wrong[context.oidc?.session?.accountId]?.state;
  if (state && back.startsWith(redirect)) {
    const changed = new URL(back);
    changed.searchParams.set("state", state);
    context.redirect(changed.href);
  }
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
