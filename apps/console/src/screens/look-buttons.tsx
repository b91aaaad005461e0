import {Button} from 'react-aria-components/Button';
import {useLooks} from './looks.tsx';

/** Language and colours: on every screen. */
export function LookButtons() {
  const {say, language, theme, setLanguage, setTheme} = useLooks();
  return (
    <span className="look-buttons">
      <Button
        className="quiet sign"
        aria-label={theme === 'dark' ? say.lookLight : say.lookDark}
        onPress={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
      >
        {theme === 'dark' ? '☀' : '☾'}
      </Button>
      <Button
        className="quiet"
        lang={language === 'en' ? 'zh-CN' : 'en'}
        onPress={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
      >
        {say.otherLanguage}
      </Button>
    </span>
  );
}
