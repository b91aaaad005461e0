import {StrictMode} from 'react';
import {createRoot} from 'react-dom/client';
import {LooksProvider} from './screens/looks.tsx';
import {TillApp} from './screens/till-app.tsx';
import {guardLeaving} from './till/guard-leaving.ts';
import {WebTill} from './till/web-till.ts';
import '@holdfast/ui/ui.css';
import './screens/till.css';
import './paper/paper.css';
import './screens/menu.css';

const place = document.getElementById('till');
if (!place) throw new Error('the page has a place for the till');
const till = new WebTill();
void till.start();
guardLeaving(() => till.unsentCounts.here);
createRoot(place).render(
  <StrictMode>
    <LooksProvider>
      <TillApp till={till} />
    </LooksProvider>
  </StrictMode>,
);
if ('serviceWorker' in navigator) {
  void navigator.serviceWorker.register('/pos/worker.js', {scope: '/pos/', updateViaCache: 'none'});
}
