import { Page } from './Page';
import { SignInPanel } from './components/SignInPanel';
import { useSession } from './session/useSession';
import { parseState } from './state/urlState';
import { useTheme } from './state/useTheme';

/** The page, or where the server wants a token the panel that takes one. What one token let see is gone with it. */
export function App() {
  const { refusal, version } = useSession();
  useTheme(parseState(window.location.search).theme, () => undefined);
  return refusal === null ? <Page key={version} /> : <SignInPanel why={refusal} />;
}
