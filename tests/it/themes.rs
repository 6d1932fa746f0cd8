//! The look that a dossier asks for, on its pages.

use crate::support::DossierTest;

#[test]
fn a_theme_of_ones_own_and_colours_reach_every_page() {
    let yaml = "title: T\ntheme: mine\n\
                style: { thread: '#00695c #4db6ac', serif: 'Gill Sans, serif' }\n";
    let site = DossierTest::new()
        .file("content/dossier.yaml", yaml)
        .file("templates/assets/theme-mine.css", "h1 { letter-spacing: 1px }")
        .build();
    assert_eq!(site.codes(), ["no-sources"]);
    let sheets = site.files().keys().filter(|path| path.contains("theme-"));
    assert_eq!(sheets.count(), 1);
    for path in ["index.html", "sources/index.html"] {
        let page = site.page(path);
        assert!(page.contains("assets/theme-mine."), "{page}");
        let own = "<style>:root { --thread: light-dark(#00695c, #4db6ac); \
                   --serif: 'Gill Sans', serif; }</style>";
        assert!(page.contains(own), "{page}");
    }
}
