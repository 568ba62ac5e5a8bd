"""The curators' desk: a report is brought in from its text, and its statements are marked in it.

Each page has a module and a form of its own: ``bringing_in`` and ``report_form``, ``marking`` and ``statement_form``,
``publishing``, ``previewing``, ``front``; ``adding`` and ``new_forms`` make records beside a field. ``reading`` reads files,
``held`` stores their bytes until the form is saved, ``intake`` fills the form. ``checking`` tells what to look at while a
statement is written, ``suggest`` and ``hints`` what may be one. ``asking`` answers the scripts, ``access`` lets curators in.
``texts`` numbers what was pasted, ``passages`` shows the text with its statements, ``choosing`` finds records by name,
``once`` sees to it that no form is saved twice. The admin's own forms stay for everything else. Imports the admin,
``article_texts``, ``curation``, ``publishing``, ``suggesting`` and ``proof``.
"""
