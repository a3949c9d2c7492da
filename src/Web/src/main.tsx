import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { askAhead } from './data/ahead';
import { parseState } from './state/urlState';
import './styles/tokens.css';
import './styles/page.css';
import './styles/parts.css';
import './styles/tables.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
askAhead(parseState(window.location.search));
createRoot(root).render(<StrictMode><App /></StrictMode>);
