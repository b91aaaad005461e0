import {StrictMode} from 'react';
import {createRoot} from 'react-dom/client';
import {Office} from './office/office.ts';
import {ConsoleApp} from './screens/console-app.tsx';
import {LooksProvider} from './screens/looks.tsx';
import '@holdfast/ui/ui.css';
import './screens/console.css';
import './screens/home.css';
import './screens/pages.css';

const place = document.getElementById('console');
if (!place) throw new Error('the page has a place for the console');
const office = new Office();
void office.start();
createRoot(place).render(
  <StrictMode>
    <LooksProvider>
      <ConsoleApp office={office} />
    </LooksProvider>
  </StrictMode>,
);
