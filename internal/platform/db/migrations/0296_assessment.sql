-- The audience under which the figures count those who choose a profile, empty for none in particular.
-- +goose Up
ALTER TABLE profiles ADD COLUMN audience TEXT NOT NULL DEFAULT '';
UPDATE profiles SET audience = CASE key
    WHEN 'library-assistant' THEN 'support-staff'
    WHEN 'childrens-librarian' THEN 'public'
    WHEN 'cataloguer' THEN 'librarians'
    WHEN 'branch-manager' THEN 'managers'
    WHEN 'director' THEN 'managers'
    WHEN 'trustee' THEN 'trustees'
    WHEN 'systems-librarian' THEN 'librarians'
    WHEN 'school-librarian' THEN 'school'
    WHEN 'academic-liaison' THEN 'academic'
    WHEN 'archivist' THEN 'special'
    WHEN 'friend-or-volunteer' THEN 'friends'
    WHEN 'student' THEN 'students'
    ELSE '' END;
