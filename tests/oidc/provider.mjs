// A provider whose users are whoever signs in; the claims of a user are its name. Settings come as one JSON argument.
import { Provider } from "oidc-provider";

const { port, issuer, clientId, clientSecret, redirect, conform } = JSON.parse(process.argv[2]);
const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirect], grant_types: ["authorization_code"] }],
  claims: { openid: ["sub"], profile: ["preferred_username"] },
  conformIdTokenClaims: conform,
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
